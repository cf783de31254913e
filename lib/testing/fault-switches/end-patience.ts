import { Socket } from 'node:net';
import { vi } from 'vitest';

/** How long the product waits for a token; for an HTTP API to take a message, and longer for a large one. */
const isRequest = (ms: number | undefined) => ms === 12_000 || (ms !== undefined && ms >= 60_000 && ms < 70_000);
/** And for a word of a mail server. */
const silenceMs = 120_000;

/** How often it is looked whether something struck. */
const lookMs = 5;

/**
 * Makes the product's waits end, as if their time had come, each time that `strikes` has grown; until `restore`. Only
 * they are touched: the other side keeps its time, and so does what has not been struck.
 */
export function endPatience(strikes: () => number): { restore: () => void } {
  const start = globalThis.setTimeout;
  const watch = Socket.prototype.setTimeout;
  let waiting: (() => void)[] = [];
  const timer = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms?: number) => {
    if (isRequest(ms)) waiting.push(run);
    return start(run, ms);
  }) as typeof globalThis.setTimeout);
  const socket = vi.spyOn(Socket.prototype, 'setTimeout').mockImplementation(function (this: Socket, ms, done) {
    if (ms === silenceMs) waiting.push(() => this.emit('timeout'));
    return watch.call(this, ms, done);
  });
  let seen = strikes();
  const looking = setInterval(() => {
    if (strikes() === seen) return;
    seen = strikes();
    const ended = waiting;
    waiting = [];
    for (const end of ended) end();
  }, lookMs);
  return {
    restore: () => {
      clearInterval(looking);
      timer.mockRestore();
      socket.mockRestore();
    },
  };
}
