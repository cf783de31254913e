import { startLimit, wayTo } from '#lib/egress/index.ts';
import type { Via } from '#lib/transports/types.ts';

/**
 * How long an SMTP server is waited for, in milliseconds. The first three begin anew with each step, and `silenceMs`
 * with each byte; the others are for a whole conversation, which a word now and then would draw out for ever.
 */
export type SmtpTimeouts = {
  connectMs: number;
  greetingMs: number;
  silenceMs: number;
  /** From the resolver to the answer to the sign-in, where no mail follows: somebody is waiting. */
  verifyMs: number;
  /** With a mail, besides the time that its bytes take. */
  sendMs: number;
};

/**
 * RFC 5321 §4.5.3.2 grants a server five minutes for each answer, ten after the last byte; Exchange Online needs
 * seconds for all of them.
 */
export const usualTimeouts: SmtpTimeouts = {
  connectMs: 15_000,
  greetingMs: 15_000,
  silenceMs: 120_000,
  verifyMs: 30_000,
  sendMs: 300_000,
};

/** Mail is not carried over a line slower than this. */
const slowestBytesPerSecond = 32 * 1024;

/** What a conversation that carries a mail of this size may take, in milliseconds. */
export function mailMs({ sendMs }: SmtpTimeouts, bytes: number): number {
  return sendMs + 1_000 * Math.floor(bytes / slowestBytesPerSecond);
}

/**
 * Begins the time of a whole conversation. The signal's reason is the EgressError to throw, which names the server that
 * was slow; `stop` ends the clock.
 *
 * @param caller who waits: it ends with them, too
 */
export function limitConversation(
  { smtpHost, smtpPort, proxy }: Via,
  timeoutMs: number,
  caller: AbortSignal | null = null,
): ReturnType<typeof startLimit> {
  return startLimit(timeoutMs, wayTo(`${smtpHost} port ${smtpPort}`, proxy), caller, 'was not done after');
}
