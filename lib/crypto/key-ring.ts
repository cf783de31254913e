import { randomBytes } from 'node:crypto';
import { openBytes, type SealKey, type SealPlace, sealBytes } from './seal.ts';

/** The operator's keys. They wrap tenants' data keys and nothing else. */
export type KeyRing = {
  /** Stands first. */
  current: SealKey;
  kids: readonly string[];
  /** Every key there is, the first among them. */
  find: (kid: string) => Buffer | undefined;
};

/** A new random data key, 256 bits. */
export function makeDataKey(kid: string): SealKey {
  return { kid, bytes: randomBytes(32) };
}

/** Makes a ring of `kid:base64` entries as lib/config checked them. */
export function parseKeyRing(entries: readonly string[]): KeyRing {
  const keys = new Map<string, Buffer>();
  for (const entry of entries) {
    const colon = entry.indexOf(':');
    const kid = entry.slice(0, colon);
    if (keys.has(kid)) throw new Error(`The key ring names ${kid} twice.`);
    keys.set(kid, Buffer.from(entry.slice(colon + 1), 'base64'));
  }
  const [first] = keys;
  if (!first) throw new Error('The key ring is empty.');
  const [kid, bytes] = first;
  return { current: { kid, bytes }, kids: [...keys.keys()], find: (name) => keys.get(name) };
}

/** Wraps a tenant's data key with a key of the operator, bound to that tenant and that data key's name. */
export function wrapDataKey(operatorKey: SealKey, tenantId: string, dataKey: SealKey): string {
  return sealBytes(operatorKey, placeOf(tenantId, dataKey.kid), dataKey.bytes);
}

/** Unwraps a data key for the tenant and name it was wrapped for; throws a SealError otherwise. */
export function unwrapDataKey(ring: Pick<KeyRing, 'find'>, tenantId: string, kid: string, wrapped: string): SealKey {
  return { kid, bytes: openBytes(ring.find, placeOf(tenantId, kid), wrapped) };
}

/** Re-wrapping replaces the value in place, so the version stays; the wrapping key's name is in the text. */
function placeOf(tenantId: string, kid: string): SealPlace {
  return { tenantId, table: 'data_keys', row: kid, column: 'wrapped', version: 1 };
}
