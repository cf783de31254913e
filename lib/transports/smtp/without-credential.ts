import { type Reply, storableReply } from '#lib/errors/index.ts';
import type { Via } from '#lib/transports/types.ts';
import { sentToSignIn } from './mechanisms.ts';

/** The reply as it may be stored: servers quote commands they do not like, and those that sign in hold the credential. */
export function withoutCredential(reply: Reply, via: Via): Reply {
  const known = storableReply(reply, sentToSignIn(via));
  const { credential } = via;
  // Too short to be cut out of ordinary words by storableReply. A password is one, however short: the words may suffer.
  const password = credential.kind === 'password' ? credential.password.reveal() : '';
  if (password === '' || password.length >= 8) return known;
  const cut = (text: string) => text.replaceAll(password, '[redacted]');
  return {
    ...known,
    text: cut(known.text),
    ...(known.challenge === undefined ? {} : { challenge: cut(known.challenge) }),
  };
}
