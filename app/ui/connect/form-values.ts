import type { ConnectionView } from '#lib/connections/schema.ts';
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

/** The advanced fields that count for these choices, in the order they are shown. */
export function shownAdvanced({ grantKind, transport }: FormValues): AdvancedField[] {
  return [
    'issuer',
    ...(grantKind === 'authorization_code' ? (['authorizationEndpoint'] as const) : []),
    'tokenEndpoint',
    ...(transport === 'graph' ? (['graphUrl'] as const) : (['smtpHost', 'smtpPort'] as const)),
    'scopes',
    'caCertificate',
  ];
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
