import { createHmac } from 'node:crypto';
import { config } from '#lib/config/index.ts';
import { deriveKey } from '#lib/crypto/index.ts';

/**
 * A hash that only this installation can make: what it stands for, an address or whatever somebody typed for one,
 * cannot be guessed from a copy of the database. A new first key in the ring begins anew.
 */
export function keyedHash(...parts: readonly string[]): Buffer<ArrayBuffer> {
  const key = deriveKey(config().keyRing, 'sign-in limits');
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest();
}
