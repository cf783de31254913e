import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processIdentity } from '#lib/db/process-identity.ts';
import { Refusal } from './refusal.ts';

export type FolderLock = { release: () => Promise<void> };

/** Who keeps others out: the product as it runs, or a command that needs its database for a moment. */
type Purpose = 'start' | 'command';
export type Holder = { pid: number; purpose: Purpose };

const commandMark = ' command';

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

/** Who uses the data folder now; null when nobody does, or who did is dead. Changes nothing. */
export async function folderHolder(dataFolder: string): Promise<Holder | null> {
  return livingHolder(await readFile(lockIn(dataFolder), 'utf8').catch(() => ''));
}

/** Makes this process the only one that uses the data folder. */
export async function lockDataFolder(dataFolder: string, purpose: Purpose = 'start'): Promise<FolderLock> {
  const file = lockIn(dataFolder);
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, `${await mark(process.pid)}${purpose === 'command' ? commandMark : ''}`);
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

async function requireDead(dataFolder: string, found: string): Promise<void> {
  const holder = await livingHolder(found);
  if (holder?.purpose === 'command') {
    throw new Refusal(
      `A command of “npm run admin” works with ${dataFolder} (process ${holder.pid}): it ends soon, then try again.`,
    );
  }
  if (holder) {
    throw new Refusal(
      `Mailgrant already runs with ${dataFolder} (process ${holder.pid}): stop that one, or give this one a folder of its own with DATA_DIR.`,
    );
  }
}

async function livingHolder(found: string): Promise<Holder | null> {
  const purpose = found.endsWith(commandMark) ? 'command' : 'start';
  const own = (purpose === 'command' ? found.slice(0, -commandMark.length) : found).trim();
  const [pid] = own.split(' ');
  return pid && own === (await mark(Number(pid))) ? { pid: Number(pid), purpose } : null;
}

/** The number alone proves nothing: after a restart it may be anybody's. */
async function mark(pid: number): Promise<string> {
  const identity = await processIdentity(pid);
  return `${pid} ${identity?.started ?? 'gone'}`;
}
