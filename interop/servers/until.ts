import { setTimeout as pause } from 'node:timers/promises';

const patienceMs = 20_000;

/** Resolves once it is so; throws when it does not come true in time. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`In vain was waited until ${what}.`);
    await pause(25);
  }
}
