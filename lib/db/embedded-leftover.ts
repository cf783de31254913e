import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processIdentity } from './process-identity.ts';

/** Stops the server that still runs on this data folder, or removes the lock of one that no longer does. */
export async function stopLeftover(data: string): Promise<void> {
  const lock = path.join(data, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(lock, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return;
  const runsHere = async () => (await processIdentity(pid))?.command.includes(data) ?? false;
  // After a restart of the machine the number may belong to anybody, and PostgreSQL alone would refuse to start.
  if (await runsHere()) {
    process.kill(pid, 'SIGINT');
    while (await runsHere()) await pause(50);
  }
  await rm(lock, { force: true });
}
