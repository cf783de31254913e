import { setTimeout as pause } from 'node:timers/promises';
import { purgeConsents } from '#lib/connections/index.ts';
import { log } from '#lib/log/index.ts';
import { createRenewer } from '#lib/tokens/index.ts';

const renewEveryMs = 2_000;
const purgeEveryMs = 3_600_000;

/**
 * Does what falls due, until the signal: renews tokens ahead of time and sweeps away old consent attempts. Resolves
 * when what was begun is finished.
 */
export async function runDueWork(signal: AbortSignal): Promise<void> {
  const { renewDue, settled } = createRenewer();
  await Promise.all([
    every(renewEveryMs, 'renewing', () => renewDue(), signal),
    every(purgeEveryMs, 'purging', () => purgeConsents(), signal),
  ]);
  await settled();
}

async function every(
  intervalMs: number,
  work: string,
  begin: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await begin();
    } catch (error) {
      log().error({ err: error, work }, 'due work failed; it is tried again');
    }
    await pause(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}
