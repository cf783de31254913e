import { config } from '#lib/config/index.ts';
import type { Via } from '#lib/transports/types.ts';
import { SecurityMismatch } from './refusals.ts';
import { systemCode } from './smtp-reply.ts';
import { SmtpSession } from './smtp-session.ts';
import type { SmtpTimeouts } from './time-limits.ts';

/** What OpenSSL makes of “220 …” where a TLS record should be. */
const plainText = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'];

/**
 * An open session, nobody signed in. A port that has another security than the one chosen is told apart from a server
 * that is slow or gone, by looking; a token is never taken to a connection without TLS, a password not where the
 * operator forbids it, whenever it was saved. Throws SecurityMismatch.
 */
export async function openSession(via: Via, timeouts: SmtpTimeouts, signal: AbortSignal): Promise<SmtpSession> {
  if (via.credential.kind === 'token' && via.smtpSecurity === 'none') {
    throw new SecurityMismatch('TOKEN_NEEDS_TLS', 'An access token is not sent without TLS.');
  }
  if (via.credential.kind === 'password' && via.smtpSecurity === 'none' && config().plainPasswords === 'forbidden') {
    throw new SecurityMismatch('PASSWORD_NEEDS_TLS', 'Passwords are not sent without TLS in this installation.');
  }
  try {
    return await SmtpSession.open(via, timeouts, signal);
  } catch (error) {
    throw error instanceof Error ? await asMismatch(error, via, timeouts, signal) : error;
  }
}

async function asMismatch(
  error: Error & { timeoutType?: unknown },
  via: Via,
  timeouts: SmtpTimeouts,
  signal: AbortSignal,
): Promise<Error> {
  const cause = { cause: error };
  if (via.smtpSecurity === 'tls') {
    const isPlain = plainText.includes(systemCode(error) ?? '');
    return isPlain ? new SecurityMismatch('TLS_NOT_FROM_START', error.message, cause) : error;
  }
  // A server that waits for TLS waits for the client to speak first, and so does this client.
  if (error.timeoutType !== 'GREETING_TIMEOUT') return error;
  return (await beginsWithTls(via, timeouts, signal))
    ? new SecurityMismatch('TLS_FROM_START_NEEDED', 'The server says nothing until TLS has begun.', cause)
    : new SecurityMismatch('GREETING_MISSING', 'The server accepted the connection and said nothing.', cause);
}

/** Whether a second connection gets TLS at once. A certificate that is not trusted is one, too. */
async function beginsWithTls(via: Via, timeouts: SmtpTimeouts, signal: AbortSignal): Promise<boolean> {
  try {
    const session = await SmtpSession.open({ ...via, smtpSecurity: 'tls' }, timeouts, signal);
    session.end();
    return true;
  } catch (error) {
    return error instanceof Error && /CERT|UNABLE_TO/.test(systemCode(error) ?? '');
  }
}
