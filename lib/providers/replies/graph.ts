import type { ReplyRow } from '#lib/providers/types.ts';
import { coded, rowsOf, saying, status, statusFrom } from './row.ts';

const row = rowsOf('graph');

const expired = /expired|not yet valid|TokenIssuedBeforeRevocation|TokenCreatedWithOutdatedPolicies/i;
const onlyCertainMailboxes = /AppOnly AccessPolicy|Access to OData is disabled/i;

/** Microsoft Graph (concepts/errors, user-sendmail, throttling, auth-limit-mailbox-access). */
export const graphReplies: ReplyRow[] = [
  row('microsoft_graph_token_expired', 'transient', status(401), saying(expired)),
  row('microsoft_graph_audience', 'config', status(401), saying(/audience/i)),
  row('microsoft_graph_token_refused', 'config', status(401)),
  row('microsoft_send_as_denied', 'policy', coded('ErrorSendAsDenied')),
  row('microsoft_app_limited', 'policy', coded('ErrorAccessDenied'), saying(onlyCertainMailboxes)),
  row('microsoft_graph_denied', 'policy', coded('ErrorAccessDenied', 'Authorization_RequestDenied', 'AccessDenied')),
  row('microsoft_mailbox_not_online', 'config', coded('MailboxNotEnabledForRESTAPI')),
  row(
    'microsoft_mailbox_unknown',
    'config',
    coded('ErrorInvalidUser', 'ResourceNotFound', 'Request_ResourceNotFound', 'ErrorNonExistentMailbox'),
  ),
  row('microsoft_mailbox_no_access', 'config', coded('ErrorItemNotFound')),
  row('microsoft_recipients_invalid', 'content', coded('ErrorInvalidRecipients')),
  row('microsoft_mime_invalid', 'content', coded('ErrorMimeContentInvalidBase64String', 'ErrorMimeContentInvalid')),
  row('microsoft_message_too_large', 'content', coded('ErrorMessageSizeExceeded')),
  row('microsoft_message_too_large', 'content', status(413)),
  row('microsoft_submission_blocked', 'policy', coded('ErrorMessageSubmissionBlocked')),
  row('microsoft_message_limit', 'quota', coded('ErrorExceededMessageLimit')),
  row('microsoft_throttled', 'transient', coded('ApplicationThrottled', 'TooManyRequests', 'ErrorServerBusy')),
  row('microsoft_throttled', 'transient', status(429)),
  // Four copies were seen after blind retries of a 504: it may have been sent.
  row('send_outcome_unknown', 'transient', status(502, 504)),
  row('microsoft_unavailable', 'transient', statusFrom(500, 599)),
];
