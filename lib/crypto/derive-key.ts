import { hkdfSync } from 'node:crypto';
import { parseKeyRing } from './key-ring.ts';

/**
 * A key for one purpose, made of the ring's current key, so that there is no second secret to configure; neither tells
 * anything of the other (RFC 5869).
 */
export function deriveKey(ring: readonly string[], purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', parseKeyRing(ring).current.bytes, '', `mailgrant ${purpose}`, 32));
}
