import { EgressError } from '#lib/egress/index.ts';
import { type Reply, storableReply } from '#lib/errors/index.ts';
import { composeMime } from './compose-mime.ts';
import { acceptedReply, smtpReply } from './smtp-reply.ts';
import { SmtpSession, type SmtpTimeouts } from './smtp-session.ts';
import type { OutgoingMail, SendOutcome, Via } from './types.ts';
import { xoauth2Message } from './xoauth2.ts';

/** RFC 5321 §4.5.3.2.6 grants a server ten minutes after the last byte; Exchange Online needs seconds. */
const usualTimeouts: SmtpTimeouts = { connectMs: 15_000, greetingMs: 15_000, silenceMs: 120_000 };

/**
 * Hands one message to an SMTP server, always over TLS with a checked certificate, signed in by XOAUTH2 with the given
 * access token and nothing else: renewing is the caller's. Silence after the last byte is `unknown`.
 */
export async function sendBySmtp(mail: OutgoingMail, via: Via, timeouts = usualTimeouts): Promise<SendOutcome> {
  const mime = await composeMime(mail);
  let session: SmtpSession | undefined;
  try {
    session = await SmtpSession.open(via, timeouts);
    await session.signIn(via.mailbox, via.accessToken.reveal());
    const info = await session.send(mail.from.address, mail.to, mime);
    return { kind: 'accepted', reply: withoutToken(acceptedReply(info), via) };
  } catch (error) {
    const reply = error instanceof EgressError ? error.reply : smtpReply(error);
    // A no is an answer too. Without any, what counts is whether the last byte may have left.
    const isUnknown = reply.protocol === 'network' && session?.isHandedOver === true;
    return { kind: isUnknown ? 'unknown' : 'refused', reply: withoutToken(reply, via) };
  } finally {
    session?.end();
  }
}

/** Servers quote commands they do not like, and the one that signs in holds the token. */
function withoutToken(reply: Reply, via: Via): Reply {
  const token = via.accessToken.reveal();
  return storableReply(reply, [token, xoauth2Message(via.mailbox, token)]);
}
