import type { ReplyRow } from '#lib/providers/types.ts';
import { coded, rowsOf } from './row.ts';

const row = rowsOf('oauth');

/** What we found wrong ourselves, with our store or an authorization server's answer. The same for all providers. */
export const ownRefusals: ReplyRow[] = [
  row('issuer_mismatch', 'config', coded('issuer_mismatch')),
  row('issuer_unknown', 'config', coded('issuer_unknown')),
  row('callback_invalid', 'consent', coded('invalid_callback', 'state_mismatch')),
  row('id_token_invalid', 'consent', coded('id_token_invalid')),
  row('key_unreadable', 'config', coded('key_unreadable')),
  row('secret_unreadable', 'config', coded('secret_unreadable')),
  row('answer_unusable', 'transient', coded('invalid_answer')),
];
