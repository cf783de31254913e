import type { ReplyRow } from '#lib/providers/types.ts';
import { exchangeSwitchedOff } from './password-ended.ts';
import { coded, rowsOf, saying, status, statusFrom } from './row.ts';

const row = rowsOf('smtp');

/**
 * Exchange Online's SMTP submission (authenticated-client-smtp-submission, non-delivery-reports-in-exchange-online).
 * `5.7.139` and `5.2.0` each mean several things, told apart by words alone.
 */
export const exchangeReplies: ReplyRow[] = [
  // Signing in.
  ...exchangeSwitchedOff,
  row('microsoft_smtp_password_wrong', 'config', coded('5.7.139'), saying(/credentials were incorrect/i)),
  row('microsoft_smtp_conditional_access', 'policy', coded('5.7.139'), saying(/did not meet the criteria/i)),
  row('microsoft_smtp_blocked', 'policy', coded('5.7.139')),
  row('microsoft_smtp_sign_in_refused', 'config', status(535), coded('5.7.3')),
  row('microsoft_smtp_token_ending', 'transient', status(501), coded('5.5.127')),
  row('microsoft_smtp_not_signed_in', 'config', coded('5.7.57')),
  row('microsoft_smtp_no_mailbox_access', 'policy', status(430), saying(/logon ?fail/i)),
  row('smtp_xoauth2_missing', 'config', coded('XOAUTH2_MISSING')),
  // Rights and reputation.
  row('microsoft_send_as_denied', 'policy', coded('5.2.252', '5.7.60')),
  row('microsoft_send_as_denied', 'policy', saying(/SendAsDenied/i)),
  row('microsoft_bad_sender', 'policy', coded('5.1.8')),
  row('microsoft_spam_ban', 'policy', coded('5.7.501', '5.7.502', '5.7.503')),
  row('microsoft_tenant_threshold', 'policy', coded('5.7.705')),
  row('microsoft_ip_not_accepted', 'policy', coded('5.7.708')),
  row('microsoft_domain_unregistered', 'policy', coded('5.7.750')),
  // Limits.
  row('microsoft_smtp_connections', 'transient', status(432)),
  row('microsoft_smtp_connections', 'transient', saying(/concurrent connections? limit|sender thread limit/i)),
  row('microsoft_submission_quota', 'quota', saying(/SubmissionQuotaExceeded/i)),
  row('microsoft_tenant_external_limit', 'quota', coded('5.7.232', '5.7.233')),
  row('microsoft_onmicrosoft_limit', 'quota', coded('5.7.236')),
  // The message.
  row('microsoft_message_too_large', 'content', coded('5.3.4', '5.2.3')),
  row('microsoft_message_too_large', 'content', status(552)),
  row('recipient_refused', 'content', coded('5.1.1', '5.1.3', '5.1.10', '5.4.1')),
  // Passing trouble.
  row('smtp_try_later', 'transient', statusFrom(400, 499)),
];
