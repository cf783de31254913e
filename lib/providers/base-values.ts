import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { config } from '#lib/config/index.ts';
import { AppError } from '#lib/errors/index.ts';

/** An object with these keys and no others. */
const only = <Shape extends z.ZodRawShape>(shape: Shape, where = '') =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has unknown keys${where}: ${issue.keys.join(', ')}. Known: ${Object.keys(shape).join(', ')}`
        : 'must be an object',
  });

const portForm = 'must be a port number from 1 to 65535';
const port = z.number(portForm).int(portForm).min(1, portForm).max(65535, portForm);
const text = z.string('must be a text').min(1, 'must not be empty');
const link = z.url('must be a URL');
const url = z
  .url({ protocol: /^https?$/, error: 'must be a URL that starts with https:// or http://' })
  .transform((value) => value.replace(/\/+$/, ''));

const microsoftValues = only({
  /** Where directories sign in, without a directory's id. */
  authority: url,
  graphUrl: url,
  smtpHost: text,
  smtpPort: port,
  /** PEM certificates trusted besides the system's; empty for none. */
  caCertificate: z.string('must be a text'),
  /** `once` where something between here and Entra forgives no second use of a refresh token. */
  refreshTokenReuse: z.enum(['allowed', 'once'], 'must be allowed or once'),
  links: only({
    registration: link,
    /** `{address}` stands for the mailbox. */
    mailbox: text,
  }).partial(),
});

const fileSchema = only({ microsoft: microsoftValues.partial() }, ' at its top').partial();

export type ProvidersFile = z.infer<typeof fileSchema>;

/** Reads PROVIDERS_FILE: base values that replace the providers' own. A wrong file is one AppError naming each field. */
export function readProvidersFile(path: string): ProvidersFile {
  const parsed = fileSchema.safeParse(readJson(path));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const list = fields.map((field) => `${field.path || 'it'} ${field.message}`).join('; ');
  throw new AppError('invalid_input', `PROVIDERS_FILE ${path} cannot be used: ${list}.`, { fields });
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new AppError('invalid_input', `PROVIDERS_FILE ${path} ${reason}.`, { cause });
  }
}

let readOnce: ProvidersFile | undefined;

/** What PROVIDERS_FILE says, read at first use. */
export function baseValues(): ProvidersFile {
  const path = config().providersFile;
  readOnce ??= path ? readProvidersFile(path) : {};
  return readOnce;
}
