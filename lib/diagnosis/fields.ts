import type { FieldName, Provider } from '#lib/providers/index.ts';

/** Where the requests of a connection go: what to look at when a server is not the one meant. */
const servers: FieldName[] = [
  'overrides.tokenEndpoint',
  'overrides.apiUrl',
  'overrides.smtpHost',
  'overrides.smtpPort',
];
const signIn: FieldName[] = ['overrides.issuer', 'overrides.authorizationEndpoint', 'overrides.tokenEndpoint'];
const submission: FieldName[] = ['overrides.smtpHost', 'overrides.smtpPort'];
/** Which kind of TLS, and the port that goes with it. */
const encryption: FieldName[] = ['overrides.smtpSecurity', 'overrides.smtpPort'];
const personAndPassword: FieldName[] = ['settings.userName', 'clientSecret'];
const secret: FieldName[] = ['clientSecret', 'clientSecretExpiresAt'];
const scopes: FieldName[] = ['overrides.scopes'];

/** The settings a problem of any provider is about, those most likely at fault first; the rest is mended elsewhere. */
export const fieldsByCode: Record<string, FieldName[]> = {
  issuer_mismatch: signIn,
  issuer_unknown: ['overrides.issuer'],
  answer_unusable: signIn,
  smtp_xoauth2_missing: submission,
  smtp_oauthbearer_missing: submission,
  smtp_password_missing: submission,
  smtp_wrong_password: personAndPassword,
  smtp_stronger_mechanism: ['overrides.smtpSecurity'],
  smtp_mechanism_refused: ['grantKind', ...encryption],
  smtp_password_transition: personAndPassword,
  smtp_sign_in_needed: ['grantKind', ...personAndPassword],
  smtp_tls_needed: encryption,
  smtp_relay_denied: submission,
  smtp_sender_refused: ['senderAddress'],
  smtp_sign_in_refused: ['senderAddress', 'overrides.scopes'],
  // DNS, TCP, TLS and our own egress.
  egress_denied: [...servers, 'proxy'],
  egress_port_denied: [...servers, 'proxy'],
  address_invalid: servers,
  ca_certificate_invalid: ['overrides.caCertificate'],
  redirect_refused: servers,
  proxy_unreachable: ['proxy'],
  proxy_sign_in_refused: ['proxy'],
  proxy_refused_target: ['proxy', ...servers],
  proxy_target_unreached: [...servers, 'proxy'],
  proxy_name_unknown: servers,
  proxy_not_spoken: ['proxy'],
  dns_not_found: servers,
  connection_refused: servers,
  timed_out: servers,
  not_spoken: servers,
  answer_too_large: servers,
  tls_not_trusted: ['overrides.caCertificate'],
  tls_wrong_name: servers,
  tls_wrong_port: encryption,
  starttls_missing: [...encryption, 'overrides.smtpHost'],
  smtp_tls_not_from_start: encryption,
  smtp_tls_from_start_needed: encryption,
  smtp_greeting_missing: submission,
  smtp_token_needs_tls: encryption,
  tls_failed: servers,
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

/** The settings a problem of this code is about, by the names of the form; none where no setting would mend it. */
export function fieldsOf({ fieldsOfProblem, settings }: Pick<Provider, 'fieldsOfProblem' | 'settings'>, code: string) {
  const has = (field: FieldName) =>
    !field.startsWith('settings.') || settings.some(({ name }) => field === `settings.${name}`);
  const found = (fieldsOfProblem[code] ?? fieldsByCode[code])?.filter(has);
  if (found || code !== 'request_refused') return found ?? [];
  // A refusal nobody knows: whatever names the application there.
  const own = settings.filter(({ choices, isAside }) => !choices && !isAside);
  return ['clientId', ...own.map(({ name }): FieldName => `settings.${name}`), 'clientSecret', ...scopes];
}
