import { type ConnectionView, connectionInputSchema, keptSecretSchema } from '#lib/connections/schema.ts';
import type { GrantKind, TransportId } from '#lib/providers/index.ts';
import { directoryMark, type ProviderForm } from './provider-form.ts';

export const advancedFields = [
  'issuer',
  'authorizationEndpoint',
  'tokenEndpoint',
  'graphUrl',
  'smtpHost',
  'smtpPort',
  'scopes',
  'caCertificate',
  'saveToSentItems',
] as const;
export type AdvancedField = (typeof advancedFields)[number];

/** What stands in the form. Everything is text, as typed; `overrides` holds only what differs from the provider's values. */
export type FormValues = {
  grantKind: GrantKind;
  transport: TransportId;
  senderName: string;
  senderAddress: string;
  clientId: string;
  directoryId: string;
  clientSecret: string;
  clientSecretExpiresAt: string;
  overrides: Partial<Record<AdvancedField, string>>;
};

/** A form nobody has typed in yet: mail goes out in the tenant's name unless they say otherwise. */
export function emptyValues(provider: ProviderForm, tenantName: string): FormValues {
  return {
    grantKind: provider.grantKinds[0] ?? 'authorization_code',
    transport: provider.transports[0] ?? 'graph',
    senderName: tenantName,
    senderAddress: '',
    clientId: '',
    directoryId: '',
    clientSecret: '',
    clientSecretExpiresAt: '',
    overrides: {},
  };
}

/** A stored connection as the form shows it; its secret never comes back. */
export function valuesOf(connection: ConnectionView): FormValues {
  const { grantKind, transport, senderName, senderAddress, clientId, directoryId, overrides } = connection;
  const texts = Object.entries(overrides).map(([field, value]) => [
    field,
    Array.isArray(value) ? value.join('\n') : String(value),
  ]);
  return {
    grantKind,
    transport,
    senderName,
    senderAddress,
    clientId,
    directoryId,
    clientSecret: '',
    clientSecretExpiresAt: connection.clientSecretExpiresAt?.slice(0, 10) ?? '',
    overrides: Object.fromEntries(texts),
  };
}

/** The provider's own value of each advanced field for these choices: what applies where nothing is typed. */
export function providerValues(provider: ProviderForm, values: FormValues): Record<AdvancedField, string> {
  const { endpoints } = provider;
  const at = (text: string) => text.replaceAll(directoryMark, values.directoryId.trim() || '…');
  return {
    issuer: at(endpoints.issuer),
    authorizationEndpoint: at(endpoints.authorizationEndpoint),
    tokenEndpoint: at(endpoints.tokenEndpoint),
    graphUrl: endpoints.graphUrl,
    smtpHost: endpoints.smtpHost,
    smtpPort: String(endpoints.smtpPort),
    scopes: provider.scopes[values.transport][values.grantKind].join('\n'),
    caCertificate: endpoints.caCertificate,
    saveToSentItems: 'true',
  };
}

/** The request the form stands for. Without a typed secret the stored one is kept, so it is left out. */
export function inputOf(provider: ProviderForm, values: FormValues, secretKept: boolean) {
  const { overrides, clientSecret, clientSecretExpiresAt, ...rest } = values;
  return {
    provider: provider.id,
    ...rest,
    ...(secretKept && clientSecret === '' ? {} : { clientSecret }),
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
export function problemsOf(provider: ProviderForm, values: FormValues, secretKept: boolean): Record<string, string> {
  const schema = secretKept && values.clientSecret === '' ? keptSecretSchema : connectionInputSchema;
  const parsed = schema.safeParse(inputOf(provider, values, secretKept));
  return fieldErrors((parsed.error?.issues ?? []).map(({ path, message }) => ({ path: path.join('.'), message })));
}

/** Problems by field, the first of each: a scope's place in its list is not a field of the form. */
export function fieldErrors(problems: readonly { path: string; message: string }[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { path, message } of problems) errors[path.replace(/\.\d+$/, '')] ??= message;
  return errors;
}
