import type { ConnectionView } from '#lib/connections/schema.ts';
import type { GrantKind, TransportId } from '#lib/providers/index.ts';
import { type MailServer, mailServerOf, smtpSecurities } from '#lib/transports/schema.ts';
import { markOf, type ProviderForm, placeOf } from './provider-form.ts';
import { noProxy, type ProxyValues, proxyValuesOf } from './proxy-values.ts';

export const advancedFields = [
  'issuer',
  'authorizationEndpoint',
  'tokenEndpoint',
  'apiUrl',
  'smtpHost',
  'smtpPort',
  'smtpSecurity',
  'scopes',
  'issInResponse',
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
  /** What only this provider asks for, by name. */
  settings: Record<string, string>;
  clientSecret: string;
  clientSecretExpiresAt: string;
  /** Who signs in at the mail server is the sender's address, whatever stands in the field for the user name. */
  sameUserName: boolean;
  /** Where test e-mails go unless another address is typed there. */
  testRecipient: string;
  proxy: ProxyValues;
  overrides: Partial<Record<AdvancedField, string>>;
};

/** A form nobody has typed in yet: mail goes out in the tenant's name unless they say otherwise. */
export function emptyValues(provider: ProviderForm, tenantName: string): FormValues {
  return {
    grantKind: provider.grantKinds[0],
    transport: provider.transports[0],
    senderName: tenantName,
    senderAddress: '',
    clientId: '',
    settings: Object.fromEntries(provider.settings.map(({ name }) => [name, ''])),
    clientSecret: '',
    clientSecretExpiresAt: '',
    sameUserName: true,
    testRecipient: '',
    proxy: noProxy,
    overrides: {},
  };
}

/** A stored connection as the form shows it; its secret never comes back. */
export function valuesOf(connection: ConnectionView): FormValues {
  const { grantKind, transport, senderName, senderAddress, clientId, settings, overrides } = connection;
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
    settings,
    clientSecret: '',
    clientSecretExpiresAt: connection.clientSecretExpiresAt?.slice(0, 10) ?? '',
    sameUserName: (settings.userName ?? '') === '' || settings.userName === senderAddress,
    testRecipient: connection.testRecipient ?? '',
    proxy: proxyValuesOf(connection.proxy),
    overrides: Object.fromEntries(texts),
  };
}

/** The provider's own value of each advanced field for these choices: what applies where nothing is typed. */
export function providerValues(provider: ProviderForm, values: FormValues): Record<AdvancedField, string> {
  const { endpoints, scopes } = placeOf(provider, values.settings);
  const at = (text: string) =>
    provider.settings.reduce(
      (filled, { name }) => filled.replaceAll(markOf(name), values.settings[name]?.trim() || '…'),
      text,
    );
  const server = mailServerOf(endpoints, chosenServer(values));
  return {
    issuer: at(endpoints.issuer),
    authorizationEndpoint: at(endpoints.authorizationEndpoint),
    tokenEndpoint: at(endpoints.tokenEndpoint),
    apiUrl: endpoints.apiUrl,
    smtpHost: endpoints.smtpHost,
    smtpPort: String(server.smtpPort),
    smtpSecurity: server.smtpSecurity,
    scopes: (scopes[values.transport]?.[values.grantKind] ?? []).join('\n'),
    issInResponse: 'false',
    caCertificate: endpoints.caCertificate,
    saveToSentItems: 'true',
  };
}

/** What was chosen of port and security; what is no port yet is none. */
function chosenServer({ overrides }: FormValues): Partial<MailServer> {
  const { smtpPort = '' } = overrides;
  const smtpSecurity = smtpSecurities.find((one) => one === overrides.smtpSecurity);
  return {
    ...(/^\s*\d+\s*$/.test(smtpPort) ? { smtpPort: Number(smtpPort) } : {}),
    ...(smtpSecurity ? { smtpSecurity } : {}),
  };
}
