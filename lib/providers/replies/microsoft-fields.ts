import type { FieldName } from '#lib/providers/types.ts';

const signIn: FieldName[] = ['overrides.issuer', 'overrides.authorizationEndpoint', 'overrides.tokenEndpoint'];
const submission: FieldName[] = ['overrides.smtpHost', 'overrides.smtpPort'];
const ids: FieldName[] = ['clientId', 'settings.directoryId'];
const secret: FieldName[] = ['clientSecret', 'clientSecretExpiresAt'];
const scopes: FieldName[] = ['overrides.scopes'];

/** The settings a refusal of Entra ID, Graph or Exchange Online is about, those most likely at fault first. */
export const microsoftFields: Record<string, FieldName[]> = {
  microsoft_redirect_mismatch: ['redirectUrl'],
  microsoft_redirect_missing: ['redirectUrl'],
  microsoft_redirect_invalid: ['redirectUrl'],
  microsoft_directory_needed: ['settings.directoryId', ...signIn],
  microsoft_app_not_found: ids,
  microsoft_directory_not_found: ['settings.directoryId', 'settings.cloud'],
  microsoft_directory_invalid: ['settings.directoryId'],
  microsoft_foreign_account: ['settings.directoryId'],
  microsoft_account_unknown: ['senderAddress', 'settings.directoryId'],
  microsoft_secret_wrong: ['clientSecret', 'clientId'],
  microsoft_secret_expired: secret,
  microsoft_secret_missing: ['clientSecret', 'redirectUrl'],
  microsoft_client_public: ['redirectUrl'],
  microsoft_certificate_refused: ['clientSecret'],
  microsoft_certificate_expired: ['clientSecret'],
  microsoft_assertion_invalid: ['clientId', 'settings.directoryId', 'overrides.tokenEndpoint'],
  microsoft_scopes_mixed: scopes,
  microsoft_default_scope_needed: scopes,
  microsoft_scope_unknown: scopes,
  microsoft_scope_invalid: scopes,
  microsoft_resource_unknown: scopes,
  microsoft_grant_not_on_common: ['settings.directoryId', ...signIn],
  microsoft_code_other_directory: ['settings.directoryId', ...signIn],
  microsoft_grant_of_spa: ['redirectUrl'],
  microsoft_client_refused: ['clientId', 'clientSecret'],
  microsoft_client_unauthorized: [...ids, 'redirectUrl'],
  microsoft_endpoint_wrong: signIn,
  microsoft_graph_audience: scopes,
  microsoft_graph_token_refused: ['overrides.scopes', 'overrides.apiUrl'],
  microsoft_send_as_denied: ['senderAddress'],
  microsoft_mailbox_not_online: ['senderAddress'],
  microsoft_mailbox_unknown: ['senderAddress'],
  microsoft_mailbox_no_access: ['senderAddress'],
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
};
