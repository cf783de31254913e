import { composeMime } from '#lib/transports/compose-mime.ts';
import type { OutgoingMail, SendOutcome, Via } from '#lib/transports/types.ts';
import { openSession } from './open-session.ts';
import { acceptedReply, smtpReply } from './smtp-reply.ts';
import type { SmtpSession } from './smtp-session.ts';
import { limitConversation, mailMs, usualTimeouts } from './time-limits.ts';
import { withoutCredential } from './without-credential.ts';

/**
 * Hands one message to an SMTP server, over TLS with a checked certificate unless plain text was chosen, signed in with
 * the given credential and nothing else: renewing is the caller's. Silence after the last byte is `unknown`, and
 * so is a server that talks on until the time for a mail of this size is over.
 */
export async function sendBySmtp(mail: OutgoingMail, via: Via, timeouts = usualTimeouts): Promise<SendOutcome> {
  const mime = await composeMime(mail);
  const limit = limitConversation(via, mailMs(timeouts, mime.length));
  let session: SmtpSession | undefined;
  try {
    session = await openSession(via, timeouts, limit.signal);
    await session.signIn(via);
    const info = await session.send(mail.from.address, mail.to, mime);
    return { kind: 'accepted', reply: withoutCredential(acceptedReply(info), via) };
  } catch (error) {
    const reply = smtpReply(error);
    // A no is an answer too. Without any, what counts is whether the last byte may have left.
    const isUnknown = reply.protocol === 'network' && session?.isHandedOver === true;
    return { kind: isUnknown ? 'unknown' : 'refused', reply: withoutCredential(reply, via) };
  } finally {
    session?.end();
    limit.stop();
  }
}
