import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { config } from '#lib/config/index.ts';
import { AppError } from '#lib/errors/index.ts';

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));

const microsoftValues = z.strictObject({
  /** Where directories sign in, without a directory's id. */
  authority: url,
  graphUrl: url,
  smtpHost: z.string().min(1),
  smtpPort: z.number().int().min(1).max(65535),
  /** PEM certificates trusted besides the system's; empty for none. */
  caCertificate: z.string(),
  /** `once` where something between here and Entra forgives no second use of a refresh token. */
  refreshTokenReuse: z.enum(['allowed', 'once']),
  links: z
    .strictObject({
      registration: z.url(),
      /** `{address}` stands for the mailbox. */
      mailbox: z.string().min(1),
    })
    .partial(),
});

const fileSchema = z.strictObject({ microsoft: microsoftValues.partial() }).partial();

export type ProvidersFile = z.infer<typeof fileSchema>;

/** Reads PROVIDERS_FILE: base values that replace the providers' own. A wrong file is one AppError naming each field. */
export function readProvidersFile(path: string): ProvidersFile {
  const parsed = fileSchema.safeParse(readJson(path));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const list = fields.map((field) => `${field.path || 'the file'}: ${field.message}`).join('; ');
  throw new AppError('invalid_input', `PROVIDERS_FILE ${path} cannot be used. ${list}.`, { fields });
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
