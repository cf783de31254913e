import { config, readKeysFile } from '#lib/config/index.ts';

/** The names of the operator's keys as they stand now, the first first: other processes may have changed the file. */
export function operatorKids(): string[] {
  const { keysFile, keyRing } = config();
  return (keysFile ? readKeysFile(keysFile) : keyRing).map((entry) => entry.split(':')[0] ?? '');
}
