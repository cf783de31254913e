import type { ConnectionInput } from '#lib/connections/schema.ts';

/** A setting as the form and the REST API name it, or the redirect URL, which is set at the provider. */
type Field =
  | Exclude<keyof ConnectionInput, 'overrides' | 'clientSecretFrom'>
  | `overrides.${keyof ConnectionInput['overrides'] & string}`
  | 'redirectUrl';

/** Where the requests of a connection go: what to look at when a server is not the one meant. */
const servers: Field[] = ['overrides.tokenEndpoint', 'overrides.graphUrl', 'overrides.smtpHost', 'overrides.smtpPort'];
const signIn: Field[] = ['overrides.issuer', 'overrides.authorizationEndpoint', 'overrides.tokenEndpoint'];
const submission: Field[] = ['overrides.smtpHost', 'overrides.smtpPort'];
const ids: Field[] = ['clientId', 'directoryId'];
const secret: Field[] = ['clientSecret', 'clientSecretExpiresAt'];
const scopes: Field[] = ['overrides.scopes'];

/** The settings a problem is about, those most likely at fault first. What is not named here is mended elsewhere. */
export const fieldsByCode: Record<string, Field[]> = {
  // Microsoft Entra ID.
  microsoft_redirect_mismatch: ['redirectUrl'],
  microsoft_redirect_missing: ['redirectUrl'],
  microsoft_redirect_invalid: ['redirectUrl'],
  microsoft_directory_needed: ['directoryId', ...signIn],
  microsoft_app_not_found: ids,
  microsoft_directory_not_found: ['directoryId'],
  microsoft_directory_invalid: ['directoryId'],
  microsoft_foreign_account: ['directoryId'],
  microsoft_account_unknown: ['senderAddress', 'directoryId'],
  microsoft_secret_wrong: ['clientSecret', 'clientId'],
  microsoft_secret_expired: secret,
  microsoft_secret_missing: ['clientSecret', 'redirectUrl'],
  microsoft_client_public: ['redirectUrl'],
  microsoft_certificate_refused: ['clientSecret'],
  microsoft_scopes_mixed: scopes,
  microsoft_default_scope_needed: scopes,
  microsoft_scope_unknown: scopes,
  microsoft_scope_invalid: scopes,
  microsoft_resource_unknown: scopes,
  microsoft_grant_not_on_common: ['directoryId', ...signIn],
  microsoft_code_other_directory: ['directoryId', ...signIn],
  microsoft_grant_of_spa: ['redirectUrl'],
  microsoft_client_refused: ['clientId', 'clientSecret'],
  microsoft_client_unauthorized: [...ids, 'redirectUrl'],
  microsoft_endpoint_wrong: signIn,
  issuer_mismatch: signIn,
  answer_unusable: signIn,
  // Microsoft Graph.
  microsoft_graph_audience: scopes,
  microsoft_graph_token_refused: ['overrides.scopes', 'overrides.graphUrl'],
  microsoft_send_as_denied: ['senderAddress'],
  microsoft_mailbox_not_online: ['senderAddress'],
  microsoft_mailbox_unknown: ['senderAddress'],
  microsoft_mailbox_no_access: ['senderAddress'],
  // Exchange Online.
  microsoft_smtp_off_tenant: ['transport'],
  microsoft_smtp_off_mailbox: ['transport'],
  microsoft_security_defaults: ['grantKind'],
  microsoft_basic_auth_ended: ['grantKind'],
  microsoft_smtp_password_wrong: ['senderAddress'],
  microsoft_smtp_conditional_access: ['transport'],
  microsoft_smtp_blocked: ['transport'],
  microsoft_smtp_sign_in_refused: ['senderAddress', 'overrides.scopes'],
  microsoft_smtp_not_signed_in: submission,
  microsoft_domain_unregistered: ['senderAddress'],
  microsoft_onmicrosoft_limit: ['senderAddress'],
  smtp_xoauth2_missing: submission,
  smtp_sign_in_refused: ['senderAddress', 'overrides.scopes'],
  // A refusal nobody knows.
  request_refused: [...ids, 'clientSecret', 'overrides.scopes'],
  // DNS, TCP, TLS and our own egress.
  egress_denied: servers,
  address_invalid: servers,
  ca_certificate_invalid: ['overrides.caCertificate'],
  redirect_refused: servers,
  dns_not_found: servers,
  connection_refused: servers,
  timed_out: servers,
  not_spoken: servers,
  answer_too_large: servers,
  tls_not_trusted: ['overrides.caCertificate'],
  tls_wrong_name: servers,
  tls_wrong_port: ['overrides.smtpPort'],
  starttls_missing: submission,
  tls_failed: servers,
  // What we found ourselves.
  wrong_mailbox: ['senderAddress'],
  another_account: ['senderAddress'],
  no_refresh_token: scopes,
  nobody_named: scopes,
  permission_elsewhere: ['transport'],
  secret_missing: secret,
  secret_unreadable: secret,
};

/** The settings a problem of this code is about, by the names of the form; none where no setting would mend it. */
export function fieldsOf(code: string): Field[] {
  return fieldsByCode[code] ?? [];
}
