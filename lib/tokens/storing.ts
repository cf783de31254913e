import { setTimeout as pause } from 'node:timers/promises';
import { isPassingDatabaseError } from '#lib/db/index.ts';

/** What was received is held this long for a database that is away, whether or not its caller still waits. */
const holdAnswerMs = 15 * 60_000;

/**
 * Stores what a provider just gave, which must not be lost to a database that blinks. For a refresh the fence refuses
 * it if it comes back too late; for a consent the configuration's version does.
 */
export async function storing<T>(store: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + holdAnswerMs;
  for (let tries = 0; ; tries += 1) {
    try {
      return await store();
    } catch (error) {
      if (!isPassingDatabaseError(error) || Date.now() > giveUpAt) throw error;
      await pause(Math.min(2_000, 50 * 2 ** tries));
    }
  }
}
