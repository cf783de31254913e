import type { SendOutcome, Via } from '#lib/transports/types.ts';
import { openSession } from './open-session.ts';
import { readReply, smtpReply } from './smtp-reply.ts';
import { type SmtpSession, usualTimeouts } from './smtp-session.ts';
import { withoutCredential } from './without-credential.ts';

/**
 * Does all that sending does up to the sign-in, and says goodbye: no mail is named. Accepted with the server's yes to the
 * credential, or to the hello where there is none; never `unknown`, for nothing was handed over.
 */
export async function verifyBySmtp(via: Via, timeouts = usualTimeouts): Promise<SendOutcome> {
  let session: SmtpSession | undefined;
  try {
    session = await openSession(via, timeouts);
    const yes = (await session.signIn(via)) ?? session.hello;
    return { kind: 'accepted', reply: withoutCredential(readReply(yes), via) };
  } catch (error) {
    return { kind: 'refused', reply: withoutCredential(smtpReply(error), via) };
  } finally {
    session?.end();
  }
}
