import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processIdentity } from '#lib/db/process-identity.ts';
import { Refusal } from './refusal.ts';

export type FolderLock = { release: () => Promise<void> };

const lockIn = (dataFolder: string) => path.join(dataFolder, 'start.lock');

/**
 * Refuses while another start uses the data folder. Answers whether the one before was killed: what it had started may
 * still be ending. Changes nothing.
 */
export async function requireUnlocked(dataFolder: string): Promise<boolean> {
  const holder = await readFile(lockIn(dataFolder), 'utf8').catch(() => null);
  if (holder === null) return false;
  const [pid] = holder.trim().split(' ');
  if (!pid || holder.trim() !== (await mark(Number(pid)))) return true;
  throw new Refusal(
    `Mailgrant already runs with ${dataFolder} (process ${pid}): stop that one, or give this one a folder of its own with DATA_DIR.`,
  );
}

/** Makes this process the only start that uses the data folder. */
export async function lockDataFolder(dataFolder: string): Promise<FolderLock> {
  const file = lockIn(dataFolder);
  if (await requireUnlocked(dataFolder)) await rm(file, { force: true });
  // Of two that begin in the same moment, one fails here.
  await writeFile(file, await mark(process.pid), { flag: 'wx' }).catch(async (error: unknown) => {
    await requireUnlocked(dataFolder);
    throw error;
  });
  return { release: () => rm(file, { force: true }) };
}

/** The number alone proves nothing: after a restart it may be anybody's. */
async function mark(pid: number): Promise<string> {
  const identity = await processIdentity(pid);
  return `${pid} ${identity?.started ?? 'gone'}`;
}
