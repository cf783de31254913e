import { connectionInputSchema, keptSecretSchema } from '#lib/connections/schema.ts';
import type { AdvancedField, FormValues } from './form-values.ts';
import { type KeptSecret, keepsSecret } from './kept-secret.ts';
import type { ProviderForm } from './provider-form.ts';

/** The request the form stands for. Without a typed secret the stored one is kept, so it is left out. */
export function inputOf(provider: ProviderForm, values: FormValues, kept: KeptSecret | null) {
  const { overrides, clientSecret, clientSecretExpiresAt, ...rest } = values;
  return {
    provider: provider.id,
    ...rest,
    ...(keepsSecret(provider, values, kept) ? {} : { clientSecret }),
    clientSecretExpiresAt: clientSecretExpiresAt || null,
    overrides: Object.fromEntries(
      Object.entries(overrides).map(([field, text]) => [field, overrideOf(field as AdvancedField, text)]),
    ),
  };
}

function overrideOf(field: AdvancedField, text: string): unknown {
  // What is no number is no port either: the schema says which ports there are.
  if (field === 'smtpPort') return /^\d+$/.test(text.trim()) ? Number(text) : 0;
  if (field === 'scopes') return text.split(/\s+/).filter(Boolean);
  if (field === 'saveToSentItems') return text === 'true';
  return text;
}

/** What the shared schema says of each field, by the field's name in the form. */
export function problemsOf(
  provider: ProviderForm,
  values: FormValues,
  kept: KeptSecret | null,
): Record<string, string> {
  const schema = keepsSecret(provider, values, kept) ? keptSecretSchema : connectionInputSchema;
  const parsed = schema.safeParse(inputOf(provider, values, kept));
  return fieldErrors((parsed.error?.issues ?? []).map(({ path, message }) => ({ path: path.join('.'), message })));
}

/** Problems by field, the first of each: a scope's place in its list is not a field of the form. */
export function fieldErrors(problems: readonly { path: string; message: string }[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { path, message } of problems) errors[path.replace(/\.\d+$/, '')] ??= message;
  return errors;
}
