import { connectionInputSchema, keptSecretSchema } from '#lib/connections/schema.ts';
import { certificatesProblem } from '#lib/crypto/pem-schema.ts';
import { filledByKey, settingsAsked } from '#lib/providers/schema.ts';
import { certificateProblemWords } from '#lib/strings/certificate-words.ts';
import { type AdvancedField, type FormValues, providerValues } from './form-values.ts';
import { type KeptSecret, keepsSecret } from './kept-secret.ts';
import { plainTextProblems } from './plain-text-problems.ts';
import type { ProviderForm } from './provider-form.ts';
import { proxyInputOf } from './proxy-values.ts';
import { typedSettings } from './typed-settings.ts';

/**
 * The request the form stands for. Without a typed secret the stored one is kept, so it is left out, and so is what a
 * key file has not filled in yet.
 */
export function inputOf(provider: ProviderForm, values: FormValues, kept: KeptSecret | null) {
  const { overrides, clientId, clientSecret, clientSecretExpiresAt, proxy, testRecipient, ...others } = values;
  const { sameUserName: _same, settings: _typed, ...rest } = others;
  const settings = typedSettings(provider, values);
  const filled = filledByKey(provider, values.grantKind);
  const isThere = (field: string, text: string | undefined) => text !== '' || !filled.includes(field);
  const asked = settingsAsked(provider, values.grantKind)
    .filter(({ name, choices, isOptional }) => settings[name] || !(choices || isOptional))
    .map(({ name }) => [name, settings[name] ?? ''] as const);
  return {
    provider: provider.id,
    ...(provider.newId === null ? {} : { id: provider.newId }),
    ...rest,
    ...(isThere('clientId', clientId) ? { clientId } : {}),
    settings: Object.fromEntries(asked.filter(([name, text]) => isThere(`settings.${name}`, text))),
    ...(keepsSecret(provider, values, kept) ? {} : { clientSecret }),
    clientSecretExpiresAt: clientSecretExpiresAt || null,
    overrides: Object.fromEntries(
      Object.entries(overrides).map(([field, text]) => [field, overrideOf(field as AdvancedField, text)]),
    ),
    proxy: proxyInputOf(proxy),
    testRecipient: testRecipient.trim() || null,
  };
}

function overrideOf(field: AdvancedField, text: string): unknown {
  // What is no number is no port either: the schema says which ports there are.
  if (field === 'smtpPort') return /^\d+$/.test(text.trim()) ? Number(text) : 0;
  if (field === 'scopes') return text.split(/\s+/).filter(Boolean);
  if (field === 'saveToSentItems' || field === 'issInResponse') return text === 'true';
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
  const issues = (parsed.error?.issues ?? []).map(({ path, message }) => ({ path: path.join('.'), message }));
  // The sender's address is wrong in its own field.
  const isShown = ({ path }: { path: string }) => !(values.sameUserName && path === 'settings.userName');
  return fieldErrors([...missingPorts(values), ...issues.filter(isShown), ...ownProblems(provider, values)]);
}

/** A port nobody typed is missing, not out of range. */
function missingPorts({ proxy, overrides }: FormValues): { path: string; message: string }[] {
  const isEmpty = (port: string | undefined) => port?.trim() === '';
  const paths = [
    ...(proxy.kind !== 'none' && isEmpty(proxy.port) ? ['proxy.port'] : []),
    ...(isEmpty(overrides.smtpPort) ? ['overrides.smtpPort'] : []),
  ];
  return paths.map((path) => ({ path, message: 'Enter the port.' }));
}

/** What the server refuses too, said before it is asked. */
function ownProblems(provider: ProviderForm, values: FormValues): { path: string; message: string }[] {
  const { smtpSecurity } = { ...providerValues(provider, values), ...values.overrides };
  const { caCertificate } = values.overrides;
  const code = caCertificate === undefined ? null : certificatesProblem(caCertificate);
  const certificate = code
    ? [{ path: 'overrides.caCertificate', message: certificateProblemWords({ code, params: {} }) }]
    : [];
  return [...certificate, ...plainTextProblems(provider, values, smtpSecurity)];
}

/** What the form calls otherwise than the API: whom a test e-mail is for, and where a secret is copied from. */
const shownAs: Record<string, string> = { to: 'testRecipient', clientSecretFrom: 'clientSecret' };

/** Problems by field, the first of each: a scope's place in its list is not a field of the form. */
export function fieldErrors(problems: readonly { path: string; message: string }[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { path, message } of problems) errors[shownAs[path] ?? path.replace(/\.\d+$/, '')] ??= message;
  return errors;
}
