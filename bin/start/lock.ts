import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
  await requireDead(dataFolder, holder);
  return true;
}

/** Makes this process the only start that uses the data folder. */
export async function lockDataFolder(dataFolder: string): Promise<FolderLock> {
  const file = lockIn(dataFolder);
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, await mark(process.pid));
  try {
    await take(dataFolder, file, own);
  } finally {
    await rm(own, { force: true });
  }
  return { release: () => rm(file, { force: true }) };
}

/**
 * Puts a link to `own` in the place of `file`, whole from the first moment. The mark of a dead process may be replaced
 * only by who holds the lock that is named after it: of several that find it, one does, and it looks again first.
 */
async function take(dataFolder: string, file: string, own: string): Promise<void> {
  for (;;) {
    if (await linked(own, file)) return;
    const found = await readFile(file, 'utf8').catch(() => null);
    if (found === null) continue;
    await requireDead(dataFolder, found);
    const successor = `${file}.${createHash('sha256').update(found).digest('hex').slice(0, 16)}`;
    await take(dataFolder, successor, own);
    if ((await readFile(file, 'utf8').catch(() => null)) === found) return rename(successor, file);
    await rm(successor, { force: true });
  }
}

async function linked(own: string, file: string): Promise<boolean> {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function requireDead(dataFolder: string, holder: string): Promise<void> {
  const [pid] = holder.trim().split(' ');
  if (!pid || holder.trim() !== (await mark(Number(pid)))) return;
  throw new Refusal(
    `Mailgrant already runs with ${dataFolder} (process ${pid}): stop that one, or give this one a folder of its own with DATA_DIR.`,
  );
}

/** The number alone proves nothing: after a restart it may be anybody's. */
async function mark(pid: number): Promise<string> {
  const identity = await processIdentity(pid);
  return `${pid} ${identity?.started ?? 'gone'}`;
}
