import { z } from 'zod';
import { advancedFields, type FormValues } from './form-values.ts';

const draftSchema = z.object({
  grantKind: z.enum(['authorization_code', 'client_credentials']),
  transport: z.enum(['graph', 'smtp']),
  senderName: z.string(),
  senderAddress: z.string(),
  clientId: z.string(),
  directoryId: z.string(),
  clientSecretExpiresAt: z.string(),
  overrides: z.partialRecord(z.enum(advancedFields), z.string()),
});

/** Keeps what was typed for this tab, without the secret. */
export function keepDraft(key: string, values: FormValues): void {
  sessionStorage.setItem(key, JSON.stringify(draftSchema.parse(values)));
}

/** What was typed in this tab before it was left or reloaded; null when nothing was. */
export function readDraft(key: string): FormValues | null {
  const text = sessionStorage.getItem(key);
  if (text === null) return null;
  try {
    return { ...draftSchema.parse(JSON.parse(text)), clientSecret: '' };
  } catch {
    // Written by an older version of this page: typed anew rather than half understood.
    sessionStorage.removeItem(key);
    return null;
  }
}

export function dropDraft(key: string): void {
  sessionStorage.removeItem(key);
}
