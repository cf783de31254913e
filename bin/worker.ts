import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { config } from '#lib/config/index.ts';
import { beat, disconnect, endBeat } from '#lib/db/index.ts';
import { runDueWork } from '#lib/jobs/index.ts';
import { log } from '#lib/log/index.ts';

const beatEveryMs = 2_000;
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
await Promise.all([beatUntil(ending.signal), runDueWork(ending.signal)]);
await disconnect();
log().info({ worker }, 'worker stopped');
// The pipe to the start stays open; nothing of ours is left to do.
process.exit(0);

/** Signs the worker's life until the signal, then takes the sign away. A database that is gone is waited for. */
async function beatUntil(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await beat(worker).catch((error: unknown) => log().error({ error }, 'heartbeat failed'));
    await pause(beatEveryMs, undefined, { signal }).catch(() => {});
  }
  await endBeat(worker).catch(() => {});
}
