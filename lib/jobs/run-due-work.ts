import { setTimeout as pause } from 'node:timers/promises';
import { purgeConsents } from '#lib/connections/index.ts';
import { log } from '#lib/log/index.ts';
import { renewDue } from '#lib/tokens/index.ts';

const renewEveryMs = 2_000;
const purgeEveryMs = 3_600_000;

/** Does what falls due, until the signal: renews tokens ahead of time and sweeps away old consent attempts. */
export async function runDueWork(signal: AbortSignal): Promise<void> {
  await Promise.all([every(renewEveryMs, renewDue, signal), every(purgeEveryMs, purgeConsents, signal)]);
}

async function every(intervalMs: number, work: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      log().error({ error, work: work.name }, 'due work failed; it is tried again');
    }
    await pause(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}
