import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { config } from '#lib/config/index.ts';
import { beat, disconnect, endBeat, forgetKeys, startHearing, tellKeys } from '#lib/db/index.ts';
import { every, runDueWork } from '#lib/jobs/index.ts';
import { log } from '#lib/log/index.ts';
import { gracePeriodMs } from './start/grace-period.ts';

const beatEveryMs = 2_000;
/** For saying what was left undone and hanging up, before the start loses its patience. */
const lastWordsMs = 5_000;
const worker = `${hostname()}/${process.pid}/${randomBytes(3).toString('hex')}`;

try {
  config();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

const ending = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => ending.abort());

log().info({ worker }, 'worker started');
const hearing = startHearing();
await Promise.all([
  beatUntil(ending.signal),
  // A database that is away is waited for.
  runDueWork(ending.signal, gracePeriodMs - lastWordsMs),
]);
await Promise.race([Promise.all([disconnect(), stopHearing()]), pause(lastWordsMs / 2)]);
log().info({ worker }, 'worker stopped');
// The pipe to the start stays open; nothing of ours is left to do.
process.exit(0);

async function stopHearing(): Promise<void> {
  await (await hearing).stop();
}

/** Signs the worker's life until the signal, then takes the sign away. */
async function beatUntil(signal: AbortSignal): Promise<void> {
  const sign = async () => {
    await beat(worker);
    await tellKeys(`worker ${worker}`);
  };
  await every(beatEveryMs, 'heartbeat', sign, signal);
  await Promise.all([endBeat(worker), forgetKeys(`worker ${worker}`)]).catch(() => {});
}
