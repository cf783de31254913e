import type { ReplyRow } from '#lib/providers/types.ts';
import { coded, rowsOf, saying, status } from './row.ts';

const row = rowsOf('smtp');

/** What Exchange Online says to SMTP where it is off, or off for passwords: in its own table, and met by plain SMTP. */
export const exchangeSwitchedOff: ReplyRow[] = [
  row('microsoft_smtp_off_tenant', 'policy', coded('5.7.139'), saying(/disabled for the Tenant/i)),
  row('microsoft_smtp_off_mailbox', 'policy', coded('5.7.139'), saying(/disabled for the Mailbox/i)),
  row('microsoft_security_defaults', 'config', coded('5.7.139'), saying(/security defaults/i)),
  row('microsoft_basic_auth_ended', 'config', coded('5.7.139'), saying(/basic authentication is disabled/i)),
  row('microsoft_basic_auth_ended', 'config', coded('5.7.30')),
];

/** Gmail's words end in `gsmtp`, and name its help pages (support.google.com/mail/answer/7126229). */
const isGmail = saying(/\bgsmtp\b|support\.google\.com/i);

/** What a password meets at the servers of those who no longer take one. Known by these alone, whatever the host is called. */
export const passwordEnded: ReplyRow[] = [
  ...exchangeSwitchedOff,
  row('smtp_wrong_password', 'config', coded('5.7.139'), saying(/credentials were incorrect/i)),
  row('microsoft_smtp_blocked', 'policy', coded('5.7.139')),
  row('google_app_password_needed', 'config', status(534), coded('5.7.9'), isGmail),
  row('google_password_blocked', 'policy', status(534), isGmail),
  row('google_password_refused', 'config', status(535), isGmail),
];
