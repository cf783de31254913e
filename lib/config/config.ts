import { z } from 'zod';
import { AppError } from '#lib/errors/index.ts';

const port = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number, 0 to 65535')
    .transform(Number)
    .refine((value) => value <= 65535, 'must be a port number, 0 to 65535')
    .default(fallback);

const list = (text: string) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

const publicUrl = z
  .string()
  .refine(
    (text) => isOrigin(text),
    'must be an origin without a path, starting with https:// (http:// is for localhost only)',
  )
  .transform((text) => new URL(text).origin);

const keyRingForm =
  'must be one or more kid:key pairs separated by commas, each kid 1 to 16 of a-z and 0-9 and used once, each key ' +
  '32 bytes in base64 (make one with: openssl rand -base64 32)';

/** `kid:base64,kid:base64`. The first key wraps from now on; the others only unwrap. */
const keyRing = z
  .string(`must be set. It ${keyRingForm}`)
  .transform(list)
  .refine((entries) => entries.length > 0 && entries.every((entry) => keyRingEntry.test(entry)), keyRingForm)
  .refine((entries) => new Set(entries.map((entry) => entry.split(':')[0])).size === entries.length, keyRingForm);

const keyRingEntry = /^[a-z0-9]{1,16}:[A-Za-z0-9+/]{43}=$/;
const hostPort = /^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*):[1-9]\d{0,4}$/i;

const schema = z.object({
  NODE_ENV: z
    .enum(['development', 'production', 'test'], 'must be development, production or test')
    .default('development'),
  /** Where browsers reach this installation; decides redirect URLs and cookies. */
  PUBLIC_URL: publicUrl.default('http://localhost:3000'),
  PORT: port(3000),
  DATABASE_URL: z
    .string(
      'must be set: the URL of a PostgreSQL database, such as postgres://mailgrant:password@localhost:5432/mailgrant',
    )
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://'),
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
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be one of fatal, error, warn, info, debug, trace, silent',
    )
    .default('info'),
  /** One-time code that the first-run set-up asks for; printed by the start. Without it set-up stays closed. */
  SETUP_CODE: z.string().min(8, 'must have at least 8 characters').optional(),
});

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
  logLevel: string;
  setupCode: string | undefined;
};

/**
 * Reads the environment; wrong and missing values are one AppError that names each variable and what it must be, and
 * never repeats a value.
 */
export function parseConfig(env: Record<string, string | undefined>): Config {
  // An empty variable is an unset one: that is how shells and .env files unset.
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(present);
  if (!parsed.success) throw unusable(parsed.error);
  const value = parsed.data;
  return {
    nodeEnv: value.NODE_ENV,
    publicUrl: value.PUBLIC_URL,
    port: value.PORT,
    databaseUrl: value.DATABASE_URL,
    keyRing: value.MAILGRANT_KEYS,
    providersFile: value.PROVIDERS_FILE,
    egressAllow: value.EGRESS_ALLOW,
    logLevel: value.LOG_LEVEL,
    setupCode: value.SETUP_CODE,
  };
}

function unusable(error: z.ZodError): AppError {
  const sentences = new Map(error.issues.map((issue) => [issue.path.join('.'), issue.message]));
  const fields = [...sentences].map(([path, message]) => ({ path, message }));
  const text = fields.map((field) => `${field.path} ${field.message}`).join('; ');
  return new AppError('invalid_input', `The environment cannot be used: ${text}.`, { fields });
}

let parsedOnce: Config | undefined;

/** The environment, parsed at first use: `next build` imports routes without one. */
export function config(): Config {
  parsedOnce ??= parseConfig(process.env);
  return parsedOnce;
}
