import type { FieldName, GrantKind, Provider } from '#lib/providers/index.ts';
import { asksForTokens, settingsAsked } from '#lib/providers/schema.ts';
import { speaksHttp } from '#lib/transports/schema.ts';
import type { Facts } from './facts.ts';
import { addressFields, carrierOf, type Of, type ServerKind, typedOf } from './servers.ts';

/** A field, or what stands for those of the server that was asked: where it is, its name, how its connection is encrypted. */
type About = FieldName | 'address' | 'host' | 'encryption';

const signIn: FieldName[] = ['overrides.issuer', 'overrides.authorizationEndpoint', 'overrides.tokenEndpoint'];
const submission: FieldName[] = ['overrides.smtpHost', 'overrides.smtpPort'];
/** Which kind of TLS, and the port that goes with it. */
const encryption: FieldName[] = ['overrides.smtpSecurity', 'overrides.smtpPort'];
const personAndPassword: FieldName[] = ['settings.userName', 'clientSecret'];
const secret: FieldName[] = ['clientSecret', 'clientSecretExpiresAt'];
const scopes: FieldName[] = ['overrides.scopes'];

/** The settings a problem of any provider is about, those most likely at fault first; the rest is mended elsewhere. */
export const fieldsByCode: Record<string, About[]> = {
  issuer_mismatch: signIn,
  issuer_unknown: ['overrides.issuer'],
  answer_unusable: signIn,
  endpoint_not_found: ['address'],
  smtp_xoauth2_missing: submission,
  smtp_oauthbearer_missing: submission,
  smtp_password_missing: submission,
  smtp_wrong_password: personAndPassword,
  smtp_account_disabled: personAndPassword,
  smtp_stronger_mechanism: ['overrides.smtpSecurity'],
  smtp_mechanism_refused: ['grantKind', ...encryption],
  smtp_password_transition: personAndPassword,
  smtp_sign_in_needed: ['grantKind', ...personAndPassword],
  smtp_tls_needed: encryption,
  smtp_client_refused: ['grantKind'],
  smtp_relay_denied: submission,
  smtp_sender_refused: ['senderAddress'],
  smtp_sign_in_refused: ['senderAddress', 'overrides.scopes'],
  // DNS, TCP, TLS and our own egress.
  egress_denied: ['address', 'proxy'],
  egress_port_denied: ['address', 'proxy'],
  address_invalid: ['address'],
  ca_certificate_invalid: ['overrides.caCertificate'],
  redirect_refused: ['address'],
  proxy_unreachable: ['proxy'],
  proxy_sign_in_refused: ['proxy'],
  proxy_refused_target: ['proxy', 'address'],
  proxy_target_unreached: ['address', 'proxy'],
  proxy_name_unknown: ['host'],
  proxy_not_spoken: ['proxy'],
  dns_not_found: ['host'],
  connection_refused: ['address'],
  timed_out: ['address'],
  not_spoken: ['address'],
  answer_too_large: ['address'],
  tls_not_trusted: ['overrides.caCertificate'],
  tls_wrong_name: ['address'],
  tls_wrong_port: ['encryption'],
  starttls_missing: ['encryption', 'address'],
  smtp_tls_not_from_start: encryption,
  smtp_tls_from_start_needed: encryption,
  smtp_greeting_missing: submission,
  smtp_token_needs_tls: encryption,
  smtp_password_needs_tls: encryption,
  tls_failed: ['address'],
  // What we found ourselves.
  wrong_mailbox: ['senderAddress'],
  another_account: ['senderAddress'],
  no_refresh_token: scopes,
  nobody_named: scopes,
  permission_elsewhere: ['transport'],
  key_unreadable: ['clientSecret'],
  secret_missing: secret,
  secret_unreadable: secret,
};

/**
 * The settings a problem of this code is about, by the names of the form; none where no setting would mend it. Of the
 * servers only the one that was asked, and its address only where a person typed it; of all settings only those that
 * this connection has.
 */
export function fieldsOf(provider: Provider, code: string, { facts, kind }: { facts: Facts; kind: ServerKind }) {
  const { grantKind, servers } = facts;
  const of = { provider, grantKind, servers };
  const address = typedOf(of, kind) === 'nothing' ? [] : addressFields[kind];
  const standsFor = (one: About): readonly FieldName[] => {
    if (one === 'address') return address;
    if (one === 'host') return typedOf(of, kind) === 'host' ? addressFields[kind].slice(0, 1) : [];
    if (one === 'encryption') return kind === 'mail' ? encryption : address;
    return one === 'proxy' && servers && !servers[kind]?.hasProxy ? [] : [one];
  };
  const listed: About[] | undefined = provider.fieldsOfProblem[code] ?? fieldsByCode[code];
  const found = listed ?? (code === 'request_refused' ? ofApplication(provider) : []);
  return [...new Set(found.flatMap(standsFor))].filter((field) => hasField(of, field));
}

/** A refusal nobody knows: whatever names the application there. */
function ofApplication({ settings }: Provider): FieldName[] {
  const own = settings.filter(({ choices, isAside }) => !choices && !isAside);
  return ['clientId', ...own.map(({ name }): FieldName => `settings.${name}`), 'clientSecret', ...scopes];
}

/** Whether a connection by this grant has such a setting; where its grant is not known, whether any of the provider's has. */
function hasField({ provider, grantKind, servers }: Of, field: FieldName): boolean {
  const grants = grantKind ? [grantKind] : provider.grantKinds;
  const asksServer = grants.some((one) => asksForTokens({ grantKind: one }));
  const shown = grants.map((one) => provider.application[one]);
  const carriers = servers
    ? [carrierOf(provider, servers)]
    : provider.transports.map((id) => (speaksHttp(id) ? 'api' : 'mail'));
  switch (field) {
    case 'overrides.authorizationEndpoint':
      return grants.includes('authorization_code');
    case 'overrides.issuer':
    case 'overrides.tokenEndpoint':
    case 'overrides.scopes':
      return asksServer;
    case 'overrides.apiUrl':
      return carriers.includes('api');
    case 'overrides.smtpHost':
    case 'overrides.smtpPort':
    case 'overrides.smtpSecurity':
      return carriers.includes('mail');
    case 'clientId':
      return shown.some((application) => application?.clientId);
    case 'clientSecret':
      return shown.some((application) => application?.clientSecret);
    case 'clientSecretExpiresAt':
      return shown.some((application) => application?.clientSecret?.hasEnd);
    case 'transport':
      return provider.transports.length > 1;
    case 'grantKind':
      return provider.grantKinds.length > 1;
    default:
      return !field.startsWith('settings.') || grants.some((grant) => isAsked(provider, grant, field));
  }
}

function isAsked(provider: Provider, grantKind: GrantKind, field: FieldName): boolean {
  return settingsAsked(provider, grantKind).some(({ name }) => field === `settings.${name}`);
}
