import { randomBytes } from 'node:crypto';
import { closeSync, fchownSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { wrongInKeys } from './key-ring.ts';
import { list } from './list.ts';

/** The `kid:key` pairs that the installation keeps in a file of its own, the first of them in use. */
export function readKeysFile(file: string): string[] {
  const text = readFileSync(file, 'utf8').trim();
  const wrong = wrongInKeys(text);
  if (wrong) throw new Error(`The keys in ${file} cannot be used: ${wrong}.`);
  return list(text);
}

/** Puts a new key before the others, under the next free name `k2`, `k3` …; answers that name. */
export function addOperatorKey(file: string): string {
  const entries = readKeysFile(file);
  const numbers = entries.map((entry) => Number(/^k(\d+):/.exec(entry)?.[1] ?? 0));
  const kid = `k${Math.max(...numbers) + 1}`;
  writeKeysFile(file, [`${kid}:${randomBytes(32).toString('base64')}`, ...entries]);
  return kid;
}

/** Takes a key out. */
export function removeOperatorKey(file: string, kid: string): void {
  writeKeysFile(
    file,
    readKeysFile(file).filter((entry) => !entry.startsWith(`${kid}:`)),
  );
}

/** Whole or not at all, and on the disk before anything rests on it: without this file no secret can be read. */
function writeKeysFile(file: string, entries: string[]): void {
  const beside = `${file}.new`;
  const { uid, gid } = statSync(file);
  onDisk(beside, 'w', (handle) => {
    // Root acts for whoever runs the product, which must go on reading it.
    if (process.getuid?.() === 0) fchownSync(handle, uid, gid);
    writeSync(handle, `${entries.join(',')}\n`);
  });
  renameSync(beside, file);
  onDisk(path.dirname(file), 'r', () => {});
}

function onDisk(file: string, flags: 'r' | 'w', work: (handle: number) => void): void {
  const handle = openSync(file, flags, 0o600);
  try {
    work(handle);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
