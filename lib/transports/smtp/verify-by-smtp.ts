import type { SendOutcome, Via } from '#lib/transports/types.ts';
import { openSession } from './open-session.ts';
import { readReply, smtpReply } from './smtp-reply.ts';
import type { SmtpSession } from './smtp-session.ts';
import { limitConversation, usualTimeouts } from './time-limits.ts';
import { withoutCredential } from './without-credential.ts';

/**
 * Does all that sending does up to the sign-in, and says goodbye: no mail is named. Accepted with the server's yes to the
 * credential, or to the hello where there is none; never `unknown`, for nothing was handed over.
 *
 * @param caller who waits for it: once they are gone, so is the conversation
 */
export async function verifyBySmtp(
  via: Via,
  caller: AbortSignal | null = null,
  timeouts = usualTimeouts,
): Promise<SendOutcome> {
  const limit = limitConversation(via, timeouts.verifyMs, caller);
  let session: SmtpSession | undefined;
  try {
    session = await openSession(via, timeouts, limit.signal);
    const yes = (await session.signIn(via)) ?? session.hello;
    return { kind: 'accepted', reply: withoutCredential(readReply(yes), via) };
  } catch (error) {
    return { kind: 'refused', reply: withoutCredential(smtpReply(error), via) };
  } finally {
    session?.end();
    limit.stop();
  }
}
