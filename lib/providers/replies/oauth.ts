import type { Reply } from '#lib/errors/index.ts';
import type { ReplyRow } from '#lib/providers/types.ts';
import { coded, orOfApplication, rowsOf, status } from './row.ts';

const row = rowsOf('oauth');

/** At the consent screen a refusal comes by the browser, without a status. */
const atConsent = (reply: Reply) => reply.status === undefined;

/** The errors that RFC 6749 §4.1.2.1 and §5.2 and OpenID Connect Core §3.1.2.6 name, for a server nobody knows more of. */
export const oauthReplies: ReplyRow[] = [
  row('consent_cancelled', 'consent', coded('access_denied'), atConsent),
  row('oauth_access_denied', 'policy', coded('access_denied')),
  row('oauth_client_refused', 'config', coded('invalid_client')),
  orOfApplication(row('oauth_grant_refused', 'consent', coded('invalid_grant')), 'oauth_client_refused', 'config'),
  row(
    'oauth_client_not_allowed',
    'config',
    coded('unauthorized_client', 'unsupported_grant_type', 'unsupported_response_type'),
  ),
  row('oauth_scope_refused', 'config', coded('invalid_scope', 'invalid_target')),
  row('oauth_request_refused', 'config', coded('invalid_request')),
  row(
    'oauth_person_needed',
    'consent',
    coded('interaction_required', 'login_required', 'consent_required', 'account_selection_required'),
  ),
  // No such page, or none that takes a POST: what stands there is no token endpoint, or not for now.
  row('endpoint_not_found', 'transient', coded('invalid_answer'), status(404, 405, 410)),
  row('oauth_try_later', 'transient', coded('temporarily_unavailable', 'server_error', 'slow_down')),
  row('oauth_try_later', 'transient', status(429)),
];
