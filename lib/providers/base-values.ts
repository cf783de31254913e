import { readFileSync } from 'node:fs';
import { config } from '#lib/config/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { type GoogleValues, googleValues } from './google-values.ts';
import { type MicrosoftValues, microsoftValues } from './microsoft-values.ts';
import { type OauthMailValues, oauthMailValues } from './oauth-mail-values.ts';
import { type ProviderId, providerIds, providerRules } from './schema.ts';
import { only } from './value-shapes.ts';

type CodedValues = { google?: GoogleValues; microsoft?: MicrosoftValues };

/** Base values by provider: of each that has addresses of its own. */
export type ProvidersFile = CodedValues & { [id in Exclude<ProviderId, keyof CodedValues>]?: OauthMailValues };

const ofData = providerIds.filter((id) => providerRules[id].oauthMail !== undefined);

/** Each says which of its addresses may be replaced. */
const fileSchema = only(
  {
    google: googleValues,
    microsoft: microsoftValues,
    ...Object.fromEntries(ofData.map((id) => [id, oauthMailValues])),
  },
  ' at its top',
).partial();

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
