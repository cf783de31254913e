import type { ReplyRow } from '#lib/providers/types.ts';
import { coded, rowsOf, saying, status, statusFrom } from './row.ts';

const row = rowsOf('smtp');

/** smtp.gmail.com (gmail/imap/xoauth2-protocol, support.google.com/a/answer/3726730, and replies seen live). */
export const googleSmtpReplies: ReplyRow[] = [
  // Signing in. Before it refuses a token, Gmail names the one scope it takes.
  row('google_smtp_token_refused', 'config', status(535), (reply) => /"scope"\s*:/.test(reply.challenge ?? '')),
  row('google_smtp_sign_in_refused', 'config', status(535)),
  row('google_app_password_needed', 'config', status(534), coded('5.7.9')),
  row('google_smtp_no_mailbox', 'policy', status(534), saying(/mail service not enabled/i)),
  row('google_smtp_sign_in_blocked', 'policy', status(534)),
  row('google_smtp_not_signed_in', 'config', status(530)),
  row('smtp_xoauth2_missing', 'config', coded('XOAUTH2_MISSING')),
  row('google_smtp_logins', 'transient', status(454), coded('4.7.0')),
  // Limits. The same code is used for a policy, so the words count.
  row('google_daily_limit', 'quota', coded('5.4.5')),
  row('google_daily_limit', 'quota', coded('5.7.1'), saying(/limit exceeded/i)),
  row('google_smtp_busy', 'transient', status(421)),
  row('google_smtp_busy', 'transient', coded('4.2.1'), saying(/limit exceeded/i)),
  // Rights.
  row('google_send_as_denied', 'policy', saying(/trying to send as/i)),
  // The message.
  row('google_too_many_recipients', 'content', coded('4.5.3', '5.5.3')),
  row('google_message_too_large', 'content', coded('5.2.3', '5.3.4')),
  row('google_message_too_large', 'content', status(552)),
  row('google_message_invalid', 'content', coded('5.6.0')),
  row('recipient_refused', 'content', coded('5.1.1', '5.1.2', '5.1.3')),
  // Passing trouble.
  row('smtp_try_later', 'transient', statusFrom(400, 499)),
];
