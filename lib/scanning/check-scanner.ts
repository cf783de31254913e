import { askClamd, NoAnswer } from './ask-clamd.ts';
import { oneLine, shownLength } from './one-line.ts';
import type { Check, Scanner } from './types.ts';

const defaultTimeoutMs = 10_000;

/** Whether a virus scanner answers there, and which: PING, then VERSION, within the time given for both. */
export async function checkScanner(scanner: Scanner, timeoutMs: number = defaultTimeoutMs): Promise<Check> {
  const until = performance.now() + timeoutMs;
  try {
    const pong = oneLine(await askClamd(scanner, Buffer.from('zPING\0'), timeoutMs));
    if (pong !== 'PONG') {
      const reply = { protocol: 'clamd' as const, code: 'EPROTOCOL', text: pong.slice(0, shownLength) };
      return { kind: 'unreachable', reply };
    }
    const left = Math.max(1, until - performance.now());
    const version = oneLine(await askClamd(scanner, Buffer.from('zVERSION\0'), left));
    // One that keeps it to itself (EnableVersionCommand no) says so in words of its own.
    return { kind: 'answers', version: /^ClamAV /.test(version) ? version.slice(0, shownLength) : null };
  } catch (error) {
    if (error instanceof NoAnswer) return { kind: 'unreachable', reply: error.reply };
    throw error;
  }
}
