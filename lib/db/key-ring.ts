import { config, readKeysFile } from '#lib/config/index.ts';
import { type KeyRing, parseKeyRing } from '#lib/crypto/index.ts';

let known: KeyRing | undefined;

/**
 * The operator's keys. Those that the installation keeps in its own file are read again when a key is met that was
 * added after this process began: keys change while it runs.
 */
export function keyRing(): KeyRing {
  known ??= parseKeyRing(config().keyRing);
  const { current, kids } = known;
  return { current, kids, find: (kid) => known?.find(kid) ?? readAgain()?.find(kid) };
}

function readAgain(): KeyRing | undefined {
  const { keysFile } = config();
  if (keysFile) known = parseKeyRing(readKeysFile(keysFile));
  return known;
}
