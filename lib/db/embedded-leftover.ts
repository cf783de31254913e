import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processIdentity } from './process-identity.ts';

/** PostgreSQL's fast shutdown writes what is in memory to the disk, no more. */
const stopLimitMs = 120_000;

/**
 * Stops the server that still runs on this data folder, or removes the lock of one that no longer does. The signal ends
 * the waiting, not the stopping.
 */
export async function stopLeftover(data: string, signal?: AbortSignal): Promise<void> {
  const lock = path.join(data, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(lock, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return;
  const runsHere = async () => (await processIdentity(pid))?.command.includes(data) ?? false;
  // After a restart of the machine the number may belong to anybody, and PostgreSQL alone would refuse to start.
  if (await runsHere()) {
    process.kill(pid, 'SIGINT');
    const deadline = Date.now() + stopLimitMs;
    while (await runsHere()) {
      signal?.throwIfAborted();
      if (Date.now() > deadline) throw new Error(stillRuns(pid, data));
      await pause(50);
    }
  }
  await rm(lock, { force: true });
}

const stillRuns = (pid: number, data: string) =>
  `PostgreSQL (process ${pid}), left behind by an earlier start, still works on ${data} and does not end within ${stopLimitMs / 1000} s. End it, then start again.`;
