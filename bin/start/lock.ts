import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processIdentity } from '#lib/db/process-identity.ts';
import { Refusal } from './refusal.ts';

export type FolderLock = {
  /** The start before was killed: what it had started may still be ending. */
  afterKill: boolean;
  release: () => Promise<void>;
};

/** Makes this process the only start that uses the data folder. */
export async function lockDataFolder(dataFolder: string): Promise<FolderLock> {
  const file = path.join(dataFolder, 'start.lock');
  const holder = (await readFile(file, 'utf8').catch(() => '')).trim();
  const [pid] = holder.split(' ');
  if (pid && holder === (await mark(Number(pid)))) {
    throw new Refusal(
      `Mailgrant already runs with ${dataFolder} (process ${pid}): stop that one, or give this one a folder of its own with DATA_DIR.`,
    );
  }
  await writeFile(file, await mark(process.pid));
  return { afterKill: holder !== '', release: () => rm(file, { force: true }) };
}

/** The number alone proves nothing: after a restart it may be anybody's. */
async function mark(pid: number): Promise<string> {
  const identity = await processIdentity(pid);
  return `${pid} ${identity?.started ?? 'gone'}`;
}
