import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { AppError } from '#lib/errors/index.ts';
import { keyRing } from './key-ring.ts';
import { list } from './list.ts';

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

const hostPort = /^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*):[1-9]\d{0,4}$/i;

const schema = z.object({
  NODE_ENV: z
    .enum(['development', 'production', 'test'], 'must be development, production or test')
    .default('development'),
  /** Where browsers reach this installation; decides redirect URLs and cookies. */
  PUBLIC_URL: publicUrl.optional(),
  PORT: port(3000),
  DATABASE_URL: databaseUrl,
  MAILGRANT_KEYS: keyRing,
  /** JSON that replaces base URLs, certificates and links of lib/providers. */
  PROVIDERS_FILE: z.string().optional(),
  /** Exact host:port pairs that may be reached although their addresses are private. */
  EGRESS_ALLOW: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (entries) => entries.every((entry) => hostPort.test(entry) && URL.canParse(`http://${entry}`)),
      'must be host:port pairs separated by commas, such as smtp.internal:587,[fd00::25]:25',
    ),
  /** Addresses and networks of the proxies in front: what only they say of a caller's address is believed. */
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (entries) => entries.every(isNetwork),
      'must be addresses or networks separated by commas, such as 127.0.0.1,::1,10.0.0.0/8',
    ),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be one of fatal, error, warn, info, debug, trace, silent',
    )
    .default('info'),
  /** One-time code that the first-run set-up asks for; printed by the start. Without it set-up stays closed. */
  SETUP_CODE: z.string().min(8, 'must have at least 8 characters').optional(),
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
  providersFile: string | undefined;
  egressAllow: string[];
  trustedProxies: string[];
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
    providersFile: value.PROVIDERS_FILE,
    egressAllow: value.EGRESS_ALLOW,
    trustedProxies: value.TRUSTED_PROXIES,
    logLevel: value.LOG_LEVEL,
    setupCode: value.SETUP_CODE,
  };
}

/** What may be shown on a terminal and kept in a log; an address may yet carry a password. */
const shown = ['NODE_ENV', 'PUBLIC_URL', 'PORT', 'EGRESS_ALLOW', 'TRUSTED_PROXIES', 'LOG_LEVEL'];

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
