import { access, chmod, constants, mkdir, readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { type FolderLock, type Holder, lockDataFolder } from './lock.ts';
import { Refusal } from './refusal.ts';

/** An empty cluster takes 40 MB and its log of changes soon as much again. */
const neededBytes = 200_000_000;

/** Makes the data folder when it is missing, sees to it that it can be used, and keeps others out of it. */
export async function openDataFolder(folder: string, purpose: Holder['purpose'] = 'start'): Promise<FolderLock> {
  await requireRoom(await nearestExisting(folder));
  await mkdir(folder, { recursive: true });
  // A new one others may pass through, not list: PostgreSQL, started by root, works as another user.
  if ((await readdir(folder)).length === 0) await chmod(folder, 0o711);
  await mkdir(path.join(folder, 'log'), { recursive: true });
  return lockDataFolder(folder, purpose);
}

async function requireRoom(place: string): Promise<void> {
  if (!(await stat(place)).isDirectory())
    throw new Refusal(`DATA_DIR needs a folder, and ${place} is a file: name another.`);
  await access(place, constants.W_OK | constants.X_OK);
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  if (free >= neededBytes) return;
  throw new Refusal(
    `Only ${Math.floor(free / 1e6)} MB are free at ${place} and the data needs ${neededBytes / 1e6} MB: make room, or set DATA_DIR to a folder on another disk.`,
  );
}

async function nearestExisting(folder: string): Promise<string> {
  const exists = await access(folder).then(
    () => true,
    () => false,
  );
  const parent = path.dirname(folder);
  return exists || parent === folder ? folder : nearestExisting(parent);
}
