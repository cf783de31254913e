import { randomBytes } from 'node:crypto';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { wrongInKeys } from '#lib/config/index.ts';
import { Refusal } from './refusal.ts';
import type { Settings } from './settings.ts';

/**
 * The key ring: MAILGRANT_KEYS, or, with the embedded database, `keys` in the data folder, made once and readable by
 * its owner alone. Never makes new keys for secrets that older ones sealed.
 */
export async function keyRing({ dataFolder, keys }: Pick<Settings, 'dataFolder' | 'keys'>): Promise<string> {
  if (keys) return keys;
  const file = fileIn(dataFolder);
  const database = path.join(dataFolder, 'postgres');
  const known = (await readFile(file, 'utf8').catch(nothingWhereMissing)).trim();
  if (known) {
    const wrong = wrongInKeys(known);
    if (wrong) throw new Refusal(`${file} cannot be used: ${wrong}. ${cure(database, dataFolder)}`);
    await chmod(file, 0o600);
    return known;
  }
  if (await isMade(database)) {
    throw new Refusal(
      `There are no keys: ${file} is missing and MAILGRANT_KEYS is not set. ${cure(database, dataFolder)}`,
    );
  }
  const made = `k1:${randomBytes(32).toString('base64')}`;
  await writeFile(file, `${made}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}

/** The variables that hand the key ring to a process: the file too where there is one, which may change meanwhile. */
export async function keyVariables(settings: Pick<Settings, 'dataFolder' | 'keys'>): Promise<Record<string, string>> {
  const MAILGRANT_KEYS = await keyRing(settings);
  return settings.keys ? { MAILGRANT_KEYS } : { MAILGRANT_KEYS, MAILGRANT_KEYS_FILE: fileIn(settings.dataFolder) };
}

const fileIn = (dataFolder: string) => path.join(dataFolder, 'keys');

const cure = (database: string, dataFolder: string) =>
  `The secrets in ${database} cannot be read without the keys that sealed them: bring the file back, or give them as MAILGRANT_KEYS, or remove ${dataFolder} to begin anew.`;

function nothingWhereMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

/** Whether a cluster is there, or the note of where it is; the folder alone may be what a failed start left. */
async function isMade(database: string): Promise<boolean> {
  const signs = await Promise.all(
    ['data', 'location'].map((name) => stat(path.join(database, name)).catch(() => null)),
  );
  return signs.some((sign) => sign !== null);
}
