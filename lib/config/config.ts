import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { AppError } from '#lib/errors/index.ts';
import { type ClamdAddress, readClamd } from './clamd.ts';
import { hostPort } from './host-port.ts';
import { keyRing } from './key-ring.ts';
import { list } from './list.ts';
import { readSystemMail, type SystemMail, systemMailForm } from './system-mail.ts';

const portForm = 'must be a port number from 1 to 65535';

const port = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, portForm)
    .transform(Number)
    .refine((value) => value >= 1 && value <= 65535, portForm)
    .default(fallback);

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

const publicUrl = z
  .string()
  .refine(
    (text) => isOrigin(text),
    'must be an origin without a path and without a user name, starting with https:// (http:// is for localhost only)',
  )
  .transform((text) => new URL(text).origin);

const databaseForm =
  'must look like postgresql://user:password@host:5432/database, with special characters of the password ' +
  'percent-encoded';

const databaseUrl = z
  .string(`must be set to a PostgreSQL database. It ${databaseForm}`)
  .refine((text) => isDatabaseUrl(text), `cannot be read: it ${databaseForm}`);

function isDatabaseUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1;
}

/** A full name: one without a dot, or with digits alone at its end, was meant as something else. */
const hostName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/i;

const variables = z.object({
  NODE_ENV: z
    .enum(['development', 'production', 'test'], 'must be development, production or test')
    .default('development'),
  /** Where browsers reach this installation; decides redirect URLs and cookies. */
  PUBLIC_URL: publicUrl.optional(),
  PORT: port(3000),
  DATABASE_URL: databaseUrl,
  MAILGRANT_KEYS: keyRing,
  /** Where the start keeps these keys, when they are its own: read again when a key is met that was added since. */
  MAILGRANT_KEYS_FILE: z.string().optional(),
  /** JSON that replaces base URLs, certificates and links of lib/providers. */
  PROVIDERS_FILE: z.string().optional(),
  /** JSON that lists the issuers with which people may sign in (sign-in-providers.ts). */
  SIGN_IN_FILE: z.string().optional(),
  /** Exact host:port pairs that may be reached although their addresses are private. */
  EGRESS_ALLOW: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (entries) => entries.every((entry) => hostPort.test(entry) && URL.canParse(`http://${entry}`)),
      'must be host:port pairs separated by commas, such as smtp.internal:587,[fd00::25]:25',
    ),
  /** Ports that public hosts may be reached at besides the usual ones of mail, HTTPS and proxies. */
  EGRESS_PORTS: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (entries) => entries.every((entry) => /^[1-9]\d{0,4}$/.test(entry) && Number(entry) <= 65535),
      'must be port numbers from 1 to 65535 separated by commas, such as 2526,8443',
    )
    .transform((entries) => entries.map(Number)),
  /** Addresses and networks of the proxies in front: what only they say of a caller's address is believed. */
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (entries) => entries.every(isNetwork),
      'must be addresses or networks separated by commas, such as 127.0.0.1,::1,10.0.0.0/8',
    ),
  /** Whether a tenant may let a password go out over a connection that is not encrypted. */
  PLAIN_PASSWORDS: z.enum(['allowed', 'forbidden'], 'must be allowed or forbidden').default('allowed'),
  /** How often a tenant may try its connections within a minute, over all processes. */
  TEST_LIMIT_PER_MINUTE: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'must be a whole number from 1 to 99999')
    .transform(Number)
    .default(10),
  /** Where this installation's connections come from, as other servers see it: shown, never guessed. */
  OUTGOING_ADDRESSES: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (entries) => entries.every((entry) => isNetwork(entry) || hostName.test(entry)),
      'must be addresses, networks or host names separated by commas, such as 203.0.113.7,2001:db8::/64,mail.example.com',
    ),
  /** The virus scanner of every tenant; without it each tenant may name its own. */
  CLAMD: z
    .string()
    .refine(
      (text) => readClamd(text) !== null,
      'must be host:port, such as clamd.internal:3310, or the absolute path of a socket, such as /run/clamav/clamd.ctl',
    )
    .optional(),
  /** What becomes of a file that a virus scanner was to look at and could not. */
  CLAMD_UNREACHABLE: z.enum(['refuse', 'accept'], 'must be refuse or accept').default('refuse'),
  /** The mail server that tells administrators what their own connection cannot. */
  SYSTEM_MAIL: z
    .string()
    .refine((text) => readSystemMail(text) !== null, systemMailForm)
    .optional(),
  /** As whom it writes. */
  SYSTEM_MAIL_FROM: z.email('must be an e-mail address, such as mailgrant@example.com').optional(),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be one of fatal, error, warn, info, debug, trace, silent',
    )
    .default('info'),
  /** One-time code that the first-run set-up asks for; printed by the start. Without it set-up stays closed. */
  SETUP_CODE: z.string().min(8, 'must have at least 8 characters').optional(),
});

/** Of the two one is nothing without the other. */
const schema = variables.superRefine(({ SYSTEM_MAIL, SYSTEM_MAIL_FROM }, check) => {
  if (!SYSTEM_MAIL || !readSystemMail(SYSTEM_MAIL) || SYSTEM_MAIL_FROM !== undefined) return;
  const message = 'must be set beside SYSTEM_MAIL: the address that mail comes from, such as mailgrant@example.com';
  check.addIssue({ code: 'custom', path: ['SYSTEM_MAIL_FROM'], message });
});

/** As people write them: `1`, which is an address too, was meant as something else. */
function isNetwork(text: string): boolean {
  const [address = ''] = text.split('/');
  return isIP(address) !== 0 && (address === text || ipaddr.isValidCIDR(text));
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.href !== `${url.origin}/` || !/^https?:$/.test(url.protocol)) return false;
  return url.protocol === 'https:' || loopbackNames.includes(url.hostname);
}

export type Config = {
  nodeEnv: 'development' | 'production' | 'test';
  publicUrl: string;
  port: number;
  databaseUrl: string;
  keyRing: string[];
  keysFile: string | undefined;
  providersFile: string | undefined;
  signInFile: string | undefined;
  egressAllow: string[];
  egressPorts: number[];
  trustedProxies: string[];
  plainPasswords: 'allowed' | 'forbidden';
  testLimitPerMinute: number;
  outgoingAddresses: string[];
  clamd: ClamdAddress | undefined;
  clamdUnreachable: 'refuse' | 'accept';
  systemMail: (SystemMail & { from: string }) | undefined;
  logLevel: string;
  setupCode: string | undefined;
};

/**
 * Reads the environment; wrong and missing values are one AppError that names each variable, what is wrong and what it
 * must be, and never repeats a value that may be a secret.
 */
export function parseConfig(env: Record<string, string | undefined>): Config {
  // An empty variable is an unset one: that is how shells and .env files unset.
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(present);
  if (!parsed.success) throw unusable(parsed.error, present);
  const value = parsed.data;
  return {
    nodeEnv: value.NODE_ENV,
    publicUrl: value.PUBLIC_URL ?? `http://localhost:${value.PORT}`,
    port: value.PORT,
    databaseUrl: value.DATABASE_URL,
    keyRing: value.MAILGRANT_KEYS,
    keysFile: value.MAILGRANT_KEYS_FILE,
    providersFile: value.PROVIDERS_FILE,
    signInFile: value.SIGN_IN_FILE,
    egressAllow: value.EGRESS_ALLOW,
    egressPorts: value.EGRESS_PORTS,
    trustedProxies: value.TRUSTED_PROXIES,
    plainPasswords: value.PLAIN_PASSWORDS,
    testLimitPerMinute: value.TEST_LIMIT_PER_MINUTE,
    outgoingAddresses: value.OUTGOING_ADDRESSES,
    clamd: (value.CLAMD && readClamd(value.CLAMD)) || undefined,
    clamdUnreachable: value.CLAMD_UNREACHABLE,
    systemMail: systemMailOf(value),
    logLevel: value.LOG_LEVEL,
    setupCode: value.SETUP_CODE,
  };
}

function systemMailOf({ SYSTEM_MAIL: text, SYSTEM_MAIL_FROM: from }: z.infer<typeof schema>): Config['systemMail'] {
  const server = text === undefined ? null : readSystemMail(text);
  return server && from !== undefined ? { ...server, from } : undefined;
}

/** What may be shown on a terminal and kept in a log; an address may yet carry a password. */
const shown = [
  'NODE_ENV',
  'PUBLIC_URL',
  'PORT',
  'EGRESS_ALLOW',
  'EGRESS_PORTS',
  'TRUSTED_PROXIES',
  'PLAIN_PASSWORDS',
  'TEST_LIMIT_PER_MINUTE',
  'OUTGOING_ADDRESSES',
  'CLAMD',
  'CLAMD_UNREACHABLE',
  'SYSTEM_MAIL_FROM',
  'LOG_LEVEL',
];

function unusable(error: z.ZodError, env: Record<string, string | undefined>): AppError {
  const messages = new Map(error.issues.map((issue) => [issue.path.join('.'), issue.message]));
  const fields = [...messages].map(([path, message]) => ({ path, message }));
  const sentences = fields.map(({ path, message }) => {
    const value = env[path];
    const isShown = value !== undefined && shown.includes(path) && !value.includes('@');
    return isShown ? `${path} is “${value}”: it ${message}` : `${path} ${message}`;
  });
  return new AppError('invalid_input', `The environment cannot be used: ${sentences.join('; ')}.`, { fields });
}

let parsedOnce: Config | undefined;

/** The environment, parsed at first use: `next build` imports routes without one. */
export function config(): Config {
  parsedOnce ??= parseConfig(process.env);
  return parsedOnce;
}
