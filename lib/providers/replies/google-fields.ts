import type { FieldName } from '#lib/providers/types.ts';

const signIn: FieldName[] = ['overrides.issuer', 'overrides.authorizationEndpoint', 'overrides.tokenEndpoint'];
const submission: FieldName[] = ['overrides.smtpHost', 'overrides.smtpPort'];
const scopes: FieldName[] = ['overrides.scopes'];
const account: FieldName[] = ['clientId', 'settings.uniqueId'];

/** The settings a refusal of Google is about, those most likely at fault first. */
export const googleFields: Record<string, FieldName[]> = {
  google_key_refused: ['clientSecret'],
  google_token_endpoint_wrong: ['overrides.tokenEndpoint'],
  google_service_account_not_found: ['clientId', 'clientSecret'],
  google_assertion_refused: ['clientSecret'],
  google_subject_unknown: ['senderAddress'],
  google_not_delegated: ['settings.uniqueId', 'senderAddress', ...scopes],
  google_scopes_not_delegated: scopes,
  google_grant_of_other_client: ['clientId'],
  google_client_unauthorized: ['clientId'],
  google_client_not_found: ['clientId'],
  google_secret_wrong: ['clientSecret', 'clientId'],
  google_client_refused: ['clientId', 'clientSecret'],
  google_secret_absent: ['clientSecret'],
  google_client_deleted: ['clientId'],
  google_client_disabled: ['clientId'],
  google_redirect_mismatch: ['redirectUrl'],
  google_scope_invalid: scopes,
  google_endpoint_wrong: signIn,
  google_scope_insufficient: [...scopes, 'settings.uniqueId'],
  google_token_refused: ['overrides.scopes', 'overrides.apiUrl'],
  google_delegation_denied: ['senderAddress'],
  google_mailbox_missing: ['senderAddress'],
  google_no_mailbox_named: ['senderAddress', ...account],
  google_api_address_wrong: ['overrides.apiUrl'],
  google_smtp_token_refused: ['overrides.scopes', 'senderAddress'],
  google_smtp_sign_in_refused: ['senderAddress', 'overrides.scopes'],
  google_smtp_no_mailbox: ['senderAddress'],
  google_smtp_sign_in_blocked: ['transport'],
  google_smtp_not_signed_in: submission,
  google_send_as_denied: ['senderAddress'],
};
