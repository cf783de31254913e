import { randomBytes } from 'node:crypto';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Refusal } from './refusal.ts';
import type { Settings } from './settings.ts';

/**
 * The key ring: MAILGRANT_KEYS, or, with the embedded database only, `keys` in the data folder, made once and readable
 * by its owner alone. Never makes new keys for secrets that older ones sealed.
 */
export async function keyRing(settings: Pick<Settings, 'dataFolder' | 'databaseUrl' | 'keys'>): Promise<string> {
  if (settings.keys) return settings.keys;
  if (settings.databaseUrl) {
    throw new Refusal(
      'DATABASE_URL is set and MAILGRANT_KEYS is not: make a key once with  echo "k1:$(openssl rand -base64 32)" , keep it apart from the database, and give it as MAILGRANT_KEYS.',
    );
  }
  const file = path.join(settings.dataFolder, 'keys');
  const known = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (known.trim()) {
    await chmod(file, 0o600);
    return known.trim();
  }
  const database = path.join(settings.dataFolder, 'postgres');
  if (await stat(database).catch(() => null)) {
    throw new Refusal(
      `${file} is gone, and the secrets in ${database} cannot be read without it: bring it back, or remove ${settings.dataFolder} to begin anew.`,
    );
  }
  const made = `k1:${randomBytes(32).toString('base64')}`;
  await writeFile(file, `${made}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}
