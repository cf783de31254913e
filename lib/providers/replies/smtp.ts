import type { ReplyRow } from '#lib/providers/types.ts';
import { passwordEnded } from './password-ended.ts';
import { coded, rowsOf, saying, status, statusFrom } from './row.ts';

const row = rowsOf('smtp');

const final = statusFrom(500, 599);
const byReputation = /block ?list|blacklist|\bblocked\b|spam|DMARC|\bSPF\b|DKIM|reputation/i;
const bySender = /\bsender\b|send as|\bnot owned by/i;

/**
 * What any SMTP server says to a user name and a password (RFC 4954 §6; RFC 5248's list of enhanced codes). 535 is one
 * answer everywhere: 5.7.8 by Postfix and Dovecot, 5.7.3 by Exchange, 5.7.0 by Sendmail, no enhanced code by Exim.
 */
export const smtpPasswordReplies: ReplyRow[] = [
  ...passwordEnded,
  row('smtp_password_missing', 'config', coded('PASSWORD_MISSING')),
  // RFC 5248: 525 with 5.7.13.
  row('smtp_account_disabled', 'policy', coded('5.7.13')),
  row('smtp_account_disabled', 'policy', status(525)),
  row('smtp_stronger_mechanism', 'config', status(534)),
  row('smtp_stronger_mechanism', 'config', coded('5.7.9')),
  row('smtp_password_transition', 'config', coded('4.7.12')),
  row('smtp_wrong_password', 'config', status(535)),
  row('smtp_wrong_password', 'config', coded('5.7.8')),
];

/**
 * What any SMTP server says (RFC 5321 §4.2, RFC 4954 §6, RFC 5248). Servers agree on the numbers for signing in and for
 * size; on who may send as whom, and to whom, they give 550, 553 or 554 with 5.7.1, and only their words differ.
 */
export const smtpReplies: ReplyRow[] = [
  row('smtp_xoauth2_missing', 'config', coded('XOAUTH2_MISSING')),
  row('smtp_oauthbearer_missing', 'config', coded('OAUTHBEARER_MISSING')),
  // Encryption before anything else, then signing in.
  row('smtp_tls_needed', 'config', coded('5.7.10', '5.7.11')),
  row('smtp_tls_needed', 'config', status(538)),
  row('smtp_tls_needed', 'config', status(530), saying(/\b(START)?TLS\b|\bSSL\b|encrypt/i)),
  row('smtp_sign_in_needed', 'config', status(530)),
  row('smtp_mechanism_refused', 'config', status(504)),
  // The second are Postfix's words where its restrictions on relaying end in `reject`.
  row('smtp_relay_denied', 'policy', final, saying(/\brelay|recipient address rejected: access denied/i)),
  row('smtp_sign_in_needed', 'config', statusFrom(550, 554), saying(/not logged in|not authenticated/i)),
  row(
    'smtp_sign_in_needed',
    'config',
    statusFrom(500, 554),
    saying(/authentication (is )?required|need to auth|(AUTH command|authenticate|log ?in) first/i),
  ),
  // Who connects is not let in, by 554 in place of a greeting too (RFC 5321 §3.1). A block list is told apart below.
  row(
    'smtp_client_refused',
    'policy',
    statusFrom(550, 554),
    saying(
      /client host rejected|access denied|no SMTP service|administrative prohibition|not (allowed|permitted) to connect/i,
    ),
    ({ text }) => ![bySender, byReputation].some((words) => words.test(text)),
  ),
  // Limits.
  row('smtp_limit_reached', 'quota', saying(/(rate|sending|message|hourly|daily) (limit|quota)|too many messages/i)),
  // The message.
  row('smtp_message_too_large', 'content', status(552)),
  row('smtp_message_too_large', 'content', coded('5.3.4', '5.2.3')),
  row('recipient_refused', 'content', coded('5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10')),
  row('recipient_refused', 'content', statusFrom(550, 553), saying(/user unknown|unknown user|no such user/i)),
  // Rights and reputation. Whoever speaks of a block list speaks of the sender too.
  row('smtp_policy_refused', 'policy', final, saying(byReputation)),
  row('smtp_sender_refused', 'policy', coded('5.1.7', '5.1.8', '5.7.60', '5.2.252')),
  row('smtp_sender_refused', 'policy', statusFrom(550, 554), saying(bySender)),
  row('smtp_policy_refused', 'policy', coded('5.7.1', '5.7.23', '5.7.25', '5.7.26', '5.7.27')),
  row('smtp_policy_refused', 'policy', status(521)),
  // Passing trouble. RFC 4954 §6 gives 454 4.7.0, which others say to too many sign-ins; Exim says 435.
  row(
    'smtp_sign_in_later',
    'transient',
    statusFrom(400, 499),
    saying(/temporary authentication|unable to authenticate|authentication (is )?(temporarily|unavailable)/i),
  ),
  row('smtp_try_later', 'transient', statusFrom(400, 499)),
];
