import type { Reply } from '#lib/errors/index.ts';
import type { ReplyRow } from '#lib/providers/types.ts';
import { coded, orOfApplication, rowsOf, saying, status, suberror } from './row.ts';

const row = rowsOf('oauth');

/** At the consent screen a refusal comes by the browser, without a status. */
const atConsent = (reply: Reply) => reply.status === undefined;
const assertion = (words: RegExp) => [coded('invalid_grant'), saying(words)];

/** For a service account the same word is about its signed request. */
const ofAssertion = (known: ReplyRow) => orOfApplication(known, 'google_assertion_refused', 'config');

/**
 * Google's authorization server (identity/protocols/oauth2/web-server, …/service-account). Most of what kills a grant
 * is `invalid_grant`, told apart by words alone; each `error` has a row of its own behind them.
 */
export const googleOauthReplies: ReplyRow[] = [
  // A service account and its key.
  row('google_key_refused', 'config', ...assertion(/invalid jwt signature/i)),
  row('google_clock', 'config', ...assertion(/short-lived token|iat and exp/i)),
  row('google_token_endpoint_wrong', 'config', ...assertion(/audience/i)),
  row('google_service_account_not_found', 'config', ...assertion(/account not found|invalid issuer/i)),
  row('google_assertion_refused', 'config', ...assertion(/invalid jwt/i)),
  row('google_subject_unknown', 'config', ...assertion(/invalid email or user id|not a valid email/i)),
  row('google_not_delegated', 'policy', coded('unauthorized_client'), saying(/client is unauthorized to retrieve/i)),
  row('google_not_delegated', 'policy', coded('unauthorized_client'), saying(/unauthorized client or scope/i)),
  row('consent_cancelled', 'consent', coded('access_denied'), atConsent),
  row('google_scopes_not_delegated', 'policy', coded('access_denied')),
  // The code and the grant.
  row('google_reauthentication_needed', 'policy', suberror('invalid_rapt')),
  row('google_code_malformed', 'consent', ...assertion(/malformed auth code/i)),
  row('google_verifier_mismatch', 'consent', ...assertion(/code verifier/i)),
  ofAssertion(row('google_grant_revoked', 'consent', ...assertion(/expired or revoked/i))),
  orOfApplication(row('google_grant_refused', 'consent', coded('invalid_grant')), 'google_grant_refused', 'config'),
  orOfApplication(
    row('google_grant_of_other_client', 'consent', coded('unauthorized_client'), saying(/^unauthorized\.?$/i)),
    'google_not_delegated',
    'policy',
  ),
  row('google_client_unauthorized', 'config', coded('unauthorized_client')),
  // The client and its settings.
  row('google_client_not_found', 'config', coded('invalid_client'), saying(/client was not found/i)),
  row('google_secret_wrong', 'config', coded('invalid_client'), saying(/client secret is invalid/i)),
  row('google_client_refused', 'config', coded('invalid_client')),
  row('google_secret_absent', 'config', coded('invalid_request'), saying(/client_secret is missing/i)),
  row('google_client_deleted', 'config', coded('deleted_client')),
  row('google_client_disabled', 'config', coded('disabled_client')),
  row('google_redirect_mismatch', 'config', coded('redirect_uri_mismatch')),
  row('google_scope_invalid', 'config', coded('invalid_scope')),
  // Who may.
  row('google_other_organization', 'config', coded('org_internal')),
  row('google_admin_policy', 'policy', coded('admin_policy_enforced')),
  ofAssertion(
    row('google_account_wanted', 'consent', coded('interaction_required', 'login_required', 'consent_required')),
  ),
  // Passing trouble.
  row('google_throttled', 'transient', coded('rate_limit_exceeded')),
  row('google_unavailable', 'transient', coded('temporarily_unavailable', 'server_error', 'internal_failure')),
  row('google_throttled', 'transient', status(429)),
  row('google_unavailable', 'transient', status(500, 502, 503, 504)),
  row('google_endpoint_wrong', 'config', status(404, 405), coded('invalid_answer')),
];
