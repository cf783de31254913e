import { setTimeout as pause } from 'node:timers/promises';
import { log } from '#lib/log/index.ts';

/**
 * Does a piece of work again and again until the signal; what it throws is tried again at the next turn. The log says
 * each way in which it fails once, and when it works again: not each time while a database is away.
 */
export async function every(
  intervalMs: number,
  work: string,
  begin: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const told = new Set<string>();
  while (!signal.aborted) {
    try {
      await begin();
      if (told.size > 0) log().info({ work }, 'works again');
      told.clear();
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      if (!told.has(said)) log().error({ err: error, work }, 'failed; it is tried again');
      told.add(said);
    }
    await pause(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}
