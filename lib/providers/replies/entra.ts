import type { ReplyRow } from '#lib/providers/types.ts';
import { coded, numbered, rowsOf, saying, status, suberror } from './row.ts';

const row = rowsOf('oauth');

/**
 * Microsoft Entra ID (entra-docs: reference-error-codes, v2-oauth2-auth-code-flow, v2-oauth2-client-creds-grant-flow).
 * An AADSTS number says most and stands first; Microsoft may change numbers, so each kind of `suberror` and `error`
 * has a row of its own behind them.
 */
export const entraReplies: ReplyRow[] = [
  // The registration and its settings.
  row('microsoft_redirect_mismatch', 'config', numbered(50011, 500112)),
  row('microsoft_redirect_missing', 'config', numbered(500113)),
  row('microsoft_redirect_invalid', 'config', numbered(90102)),
  row('microsoft_directory_needed', 'config', numbered(50194, 50059)),
  row('microsoft_app_not_found', 'config', numbered(700016)),
  row('microsoft_enterprise_app_missing', 'config', numbered(7000229)),
  row('microsoft_directory_not_found', 'config', numbered(90002)),
  row('microsoft_directory_invalid', 'config', numbered(900023)),
  row('microsoft_foreign_account', 'config', numbered(50020)),
  row('microsoft_account_unknown', 'config', numbered(50034)),
  row('microsoft_secret_wrong', 'config', numbered(7000215)),
  row('microsoft_secret_expired', 'config', numbered(7000222)),
  row('microsoft_secret_missing', 'config', numbered(7000218)),
  row('microsoft_client_public', 'config', numbered(700025, 9002327)),
  row('microsoft_certificate_expired', 'config', numbered(700027), saying(/key used is expired/i)),
  row('microsoft_certificate_refused', 'config', numbered(700027)),
  row('microsoft_assertion_time', 'config', numbered(700024)),
  row('microsoft_assertion_invalid', 'config', numbered(50013, 50027, 700021, 700023)),
  row('microsoft_scopes_mixed', 'config', numbered(28000, 700022)),
  row('microsoft_default_scope_needed', 'config', numbered(1002012)),
  row('microsoft_scope_unknown', 'config', numbered(650053)),
  row('microsoft_scope_invalid', 'config', numbered(70011)),
  row('microsoft_permission_not_listed', 'config', numbered(650057)),
  row('microsoft_resource_unknown', 'config', numbered(500011)),
  row('microsoft_grant_not_on_common', 'config', numbered(9001023)),
  row('microsoft_code_other_directory', 'config', numbered(700005)),
  row('microsoft_tls_too_old', 'config', numbered(1002016)),
  row('microsoft_request_loop', 'transient', numbered(50196)),
  // Persons and policies.
  // Who may give the consent that is missing it does not say: mostly a person, who is asked again by connecting again.
  row('microsoft_consent_missing', 'consent', numbered(65001)),
  row('microsoft_admin_consent_needed', 'policy', numbered(90094)),
  row('consent_cancelled', 'consent', numbered(65004)),
  row('microsoft_user_not_assigned', 'policy', numbered(50105)),
  row('microsoft_app_not_assigned', 'policy', numbered(501051)),
  row('microsoft_mfa_required', 'policy', numbered(50072, 50074, 50076, 50079)),
  row('microsoft_external_challenge', 'policy', numbered(50158)),
  row('microsoft_conditional_access', 'policy', numbered(53000, 53001, 53002, 53003, 530032)),
  row('microsoft_sign_in_frequency', 'policy', numbered(70043)),
  row('microsoft_account_disabled', 'policy', numbered(50057)),
  row('microsoft_password_wrong', 'consent', numbered(50126)),
  row('microsoft_key_not_found', 'consent', numbered(135010)),
  // The code and the grant.
  row('microsoft_code_used', 'consent', numbered(54005)),
  row('microsoft_verifier_mismatch', 'consent', numbered(501481, 50148)),
  row('microsoft_grant_revoked', 'consent', numbered(50173)),
  row('microsoft_grant_idle', 'consent', numbered(700082, 70008)),
  row('microsoft_grant_of_spa', 'consent', numbered(700084)),
  row('microsoft_grant_invalid', 'consent', numbered(70000)),
  row('microsoft_unavailable', 'transient', numbered(90006, 90024, 90033)),
  // MSAL's documented values of `suberror`.
  row('microsoft_consent_missing', 'consent', suberror('consent_required')),
  row('microsoft_interaction_needed', 'policy', suberror('basic_action', 'additional_action', 'message_only')),
  row('microsoft_device_needed', 'policy', suberror('protection_policy_required', 'device_authentication_failed')),
  row('microsoft_grant_invalid', 'consent', suberror('bad_token', 'token_expired', 'user_password_expired')),
  row('microsoft_grant_of_other_app', 'consent', suberror('client_mismatch')),
  // RFC 6749 §4.1.2.1, §5.2 and Entra's own values of `error`.
  row('consent_cancelled', 'consent', coded('access_denied', 'permission_denied')),
  row('microsoft_sign_in_throttled', 'transient', status(429)),
  row('microsoft_unavailable', 'transient', coded('temporarily_unavailable', 'server_error')),
  row('microsoft_unavailable', 'transient', status(500, 502, 503, 504)),
  row('microsoft_consent_missing', 'consent', coded('consent_required')),
  row('microsoft_interaction_needed', 'policy', coded('interaction_required', 'login_required')),
  row('microsoft_grant_refused', 'consent', coded('invalid_grant')),
  row('microsoft_client_refused', 'config', coded('invalid_client')),
  row('microsoft_client_unauthorized', 'config', coded('unauthorized_client')),
  row('microsoft_scope_invalid', 'config', coded('invalid_scope')),
  row('microsoft_resource_unknown', 'config', coded('invalid_resource')),
  row('microsoft_directory_not_found', 'config', coded('invalid_tenant')),
  row('microsoft_endpoint_wrong', 'config', status(404, 405), coded('invalid_answer')),
];
