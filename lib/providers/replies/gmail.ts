import type { ReplyRow } from '#lib/providers/types.ts';
import { coded, orOfApplication, rowsOf, saying, status, statusFrom } from './row.ts';

const row = rowsOf('gmail');

const argument = coded('invalidArgument', 'badRequest', 'invalid', 'parseError', 'INVALID_ARGUMENT');
const rate = coded('rateLimitExceeded', 'userRateLimitExceeded', 'RATE_LIMIT_EXCEEDED', 'RESOURCE_EXHAUSTED');

/**
 * The Gmail API (gmail/api/guides/handle-errors, and answers seen live). Its code is the newer `details[].reason` where
 * there is one, else the classic `errors[].reason`.
 */
export const gmailReplies: ReplyRow[] = [
  // The token and the project.
  orOfApplication(
    row('google_scope_insufficient', 'consent', coded('ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'insufficientPermissions')),
    'google_scopes_not_delegated',
    'policy',
  ),
  row('google_api_disabled', 'config', coded('SERVICE_DISABLED', 'accessNotConfigured')),
  row('google_token_refused', 'config', status(401)),
  // Who may.
  row('google_gmail_off', 'policy', coded('domainPolicy')),
  row('google_delegation_denied', 'policy', saying(/delegation denied/i)),
  row('google_mailbox_missing', 'policy', coded('failedPrecondition'), saying(/mail service not enabled/i)),
  row('google_no_mailbox_named', 'config', coded('failedPrecondition')),
  // Limits.
  row('google_daily_limit', 'quota', coded('dailyLimitExceeded', 'quotaExceeded')),
  row('google_sending_limit', 'quota', rate, saying(/mail sending/i)),
  row('google_throttled', 'transient', rate),
  row('google_throttled', 'transient', status(429)),
  // The message.
  row('google_message_too_large', 'content', coded('uploadTooLarge', 'messageTooLarge')),
  row('google_message_too_large', 'content', status(413)),
  row('google_too_many_recipients', 'content', argument, saying(/too many recipients/i)),
  row('google_recipients_invalid', 'content', argument, saying(/invalid (to|cc|bcc) header|recipient address/i)),
  row('google_message_invalid', 'content', argument),
  row('google_api_address_wrong', 'config', status(404)),
  // It may have been sent: nobody who knows said anything.
  row('send_outcome_unknown', 'transient', status(502, 504)),
  row('google_unavailable', 'transient', statusFrom(500, 599)),
];
