import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Secret } from '#lib/crypto/secret.ts';
import { AppError } from '#lib/errors/index.ts';
import { config } from './config.ts';

/** An OpenID Connect issuer that people may sign in with. */
export type SignInProvider = {
  /** Stands in addresses: `${PUBLIC_URL}/api/auth/callback/{id}`. */
  id: string;
  /** On the button. */
  label: string;
  issuer: string;
  clientId: string;
  clientSecret: Secret;
  /** With `openid`. */
  scopes: string[];
  /** PEM certificates trusted besides the system's; empty for none. */
  caCertificate: string;
};

const mostProviders = 10;
/** The doors of next-auth beside ours. */
const taken = ['credentials'];

const string = z.string({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be a text') });

const text = (max: number) => string.trim().min(1, 'must not be empty').max(max, `must have at most ${max} characters`);

const id = string
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be 1 to 31 of a-z, 0-9 and hyphens, beginning with a letter: contoso')
  .refine((name) => !taken.includes(name), 'is taken by signing in with a password: choose another');

const issuer = string.superRefine((value, context) => {
  const message = wrongInIssuer(value);
  if (message) context.addIssue({ code: 'custom', message });
});

const entry = z.strictObject(
  {
    id,
    label: text(40),
    issuer,
    clientId: text(300),
    clientSecret: text(500).transform((value) => new Secret(value)),
    /** `openid` says who somebody is; the others say what they are called. */
    scopes: z
      .array(string.regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be single scopes without spaces'))
      .default(['profile', 'email'])
      .transform((names) => [...new Set(['openid', ...names])]),
    caCertificate: string.default(''),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has unknown fields: ${issue.keys.join(', ')}`
        : 'must be an object with id, label, issuer, clientId and clientSecret',
  },
);

const file = z
  .array(entry, 'must be a list: [{ "id": …, "label": …, "issuer": …, "clientId": …, "clientSecret": … }]')
  .max(mostProviders, `must have at most ${mostProviders} entries`)
  .superRefine((entries, context) => {
    for (const [index, { id }] of entries.entries()) {
      if (entries.findIndex((other) => other.id === id) === index) continue;
      context.addIssue({ code: 'custom', path: [index, 'id'], message: `is “${id}” a second time: choose another` });
    }
  });

/**
 * Reads SIGN_IN_FILE; a wrong one is one AppError that names each field and what it must be, and repeats no secret.
 *
 * @param plainHosts exact host:port pairs whose issuer may be http://, as EGRESS_ALLOW lists them
 */
export function readSignInProviders(path: string, plainHosts: readonly string[]): SignInProvider[] {
  const parsed = file.safeParse(readJson(path));
  const problems = parsed.success ? parsed.data.flatMap(plainIssuer(plainHosts)) : parsed.error.issues;
  if (parsed.success && problems.length === 0) return parsed.data;
  const fields = problems.map(({ path: where, message }) => ({ path: spelt(where), message }));
  const list = fields.map((field) => `${field.path || 'it'} ${field.message}`).join('; ');
  throw new AppError('invalid_input', `SIGN_IN_FILE ${path} cannot be used: ${list}.`, { fields });
}

let readOnce: SignInProvider[] | undefined;

/** Whom people may sign in with besides a password, read at first use; none without SIGN_IN_FILE. */
export function signInProviders(): readonly SignInProvider[] {
  const { signInFile, egressAllow } = config();
  readOnce ??= signInFile ? readSignInProviders(signInFile, egressAllow) : [];
  return readOnce;
}

type Issue = { path: PropertyKey[]; message: string };

/** Which entry, counted as people do, and which of its fields. */
function spelt([index, ...rest]: PropertyKey[]): string {
  return index === undefined ? '' : [`entry ${Number(index) + 1}`, ...rest.map(String)].join(': ');
}

function wrongInIssuer(value: string): string | undefined {
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    return 'must be a URL that starts with https://, without a query: https://accounts.google.com';
  }
  // Entra's addresses for everybody: their documents name a template for an issuer, which no token is issued by.
  const shared = /^\/(common|organizations|consumers)(\/|$)/.exec(url.pathname)?.[1];
  return shared
    ? `is for every directory there is (“${shared}”): put the Directory (tenant) ID in its place, and list each directory by itself`
    : undefined;
}

/** Over plain http anybody on the way could answer for the issuer. */
function plainIssuer(plainHosts: readonly string[]) {
  return ({ issuer }: SignInProvider, index: number): Issue[] => {
    const { protocol, hostname, port } = new URL(issuer);
    if (protocol === 'https:' || plainHosts.includes(`${hostname}:${port || 80}`)) return [];
    return [
      { path: [index, 'issuer'], message: 'must start with https:// (http:// is for hosts of EGRESS_ALLOW only)' },
    ];
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // Without its cause: V8's words quote the file, which holds secrets.
    const reason = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new AppError('invalid_input', `SIGN_IN_FILE ${path} ${reason}.`);
  }
}
