import { setTimeout as pause } from 'node:timers/promises';
import { log } from '#lib/log/index.ts';

/**
 * Does a piece of work again and again until the signal; what it throws is tried again at the next turn. The log says
 * when it begins to fail, when it fails otherwise, and when it works again: not each time while a database is away.
 */
export async function every(
  intervalMs: number,
  work: string,
  begin: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  let failing: string | null = null;
  while (!signal.aborted) {
    try {
      await begin();
      if (failing !== null) log().info({ work }, 'works again');
      failing = null;
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      if (said !== failing) log().error({ err: error, work }, 'failed; it is tried again');
      failing = said;
    }
    await pause(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}
