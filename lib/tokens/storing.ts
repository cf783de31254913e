import { setTimeout as pause } from 'node:timers/promises';
import { isPassingDatabaseError, unstored } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { log } from '#lib/log/index.ts';

/** What was received is held this long for a database that is away, whether or not its caller still waits. */
const holdAnswerMs = 15 * 60_000;

/** Well below the time after which others who saw the database away ask again (`headStartMs` of renew-due). */
const longestPauseMs = 1_000;

type About = { tenantId?: string; connectionId?: string };

/**
 * Stores what a provider just gave, which must not be lost to a database that blinks. For a refresh the fence refuses
 * it if it comes back too late; for a consent the configuration's version does. A bug is no blink: it is on the log and
 * with the caller at once.
 *
 * A process that is asked to stop waits for it as long as it may (`allStored`). If it must go first, the refresh token
 * in its memory is lost, and the database says so: the intent stays on record, and whoever asks next makes the one
 * retry with the token that is stored.
 */
export function storing<T>(store: () => Promise<T>, about: About = {}): Promise<T> {
  return unstored(untilStored(store, about));
}

async function untilStored<T>(store: () => Promise<T>, about: About): Promise<T> {
  const giveUpAt = Date.now() + holdAnswerMs;
  for (let tries = 0; ; tries += 1) {
    try {
      const stored = await store();
      if (tries > 0) log().info({ ...about, tries }, 'the database is back: what the provider gave is stored');
      return stored;
    } catch (error) {
      const mayPass = isPassingDatabaseError(error) && Date.now() < giveUpAt;
      if (!mayPass && !(error instanceof AppError)) {
        log().error({ err: error, ...about }, 'what the provider gave could not be stored and is lost');
      }
      if (!mayPass) throw error;
      if (tries === 0) {
        log().warn({ err: error, ...about }, 'the database is away: what the provider gave is held until it is stored');
      }
      await pause(Math.min(longestPauseMs, 50 * 2 ** tries));
    }
  }
}
