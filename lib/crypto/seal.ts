import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { Secret } from './secret.ts';

/** A key and the short name by which a sealed value says which key opens it. */
export type SealKey = { kid: string; bytes: Buffer };

/** Where a sealed value lives. It opens there and nowhere else: all of this is authenticated with it. */
export type SealPlace = { tenantId: string; table: string; row: string; column: string; version: number };

export type SealProblem = 'not_sealed' | 'unknown_key' | 'malformed' | 'not_authentic';

const sentences: Record<SealProblem, string> = {
  not_sealed: 'A value that should be sealed is not in the form v1.kid.iv.ciphertext.tag.',
  unknown_key: 'A sealed value names a key that is not at hand.',
  malformed: 'A sealed value is damaged.',
  not_authentic: 'A sealed value does not open here: wrong key, wrong place, or changed.',
};

/** A stored value that cannot be opened. Never carries the value, nor the key's name. */
export class SealError extends Error {
  override readonly name = 'SealError';
  readonly problem: SealProblem;

  constructor(problem: SealProblem, options?: { cause?: unknown }) {
    super(sentences[problem], options);
    this.problem = problem;
  }
}

const format = 'v1';
const kidForm = /^[a-z0-9]{1,16}$/;
const keyBytes = 32;
/** NIST SP 800-38D §5.2.1.1: 96 bits is the length GCM is made for; §8.3: random, at most 2^32 per key. */
const ivBytes = 12;
const tagBytes = 16;

/** Seals a secret with AES-256-GCM so that it opens only at `place`: `v1.kid.iv.ciphertext.tag`, base64url parts. */
export function seal(key: SealKey, place: SealPlace, secret: Secret): string {
  return sealBytes(key, place, Buffer.from(secret.reveal(), 'utf8'));
}

/** Opens what `seal` made for this very place; anything else throws a SealError, never returns the text as it is. */
export function open(keys: (kid: string) => Buffer | undefined, place: SealPlace, sealed: string): Secret {
  return new Secret(openBytes(keys, place, sealed).toString('utf8'));
}

/** The name of the key that a text says it was sealed by; null where it is not in the form of a sealed value. */
export function kidOf(sealed: string): string | null {
  const [version, kid, ...parts] = sealed.split('.');
  return version === format && kid && parts.length === 3 ? kid : null;
}

export function sealBytes(key: SealKey, place: SealPlace, plain: Buffer): string {
  if (!kidForm.test(key.kid)) throw new Error('A key name is 1 to 16 lower-case letters and digits.');
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', keyObject(key.bytes), iv, { authTagLength: tagBytes });
  cipher.setAAD(associatedData(place));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return [format, key.kid, base64url(iv), base64url(sealed), base64url(cipher.getAuthTag())].join('.');
}

export function openBytes(keys: (kid: string) => Buffer | undefined, place: SealPlace, text: string): Buffer {
  const { kid, iv, sealed, tag } = parse(text);
  const key = keys(kid);
  if (!key) throw new SealError('unknown_key');
  const decipher = createDecipheriv('aes-256-gcm', keyObject(key), iv, { authTagLength: tagBytes });
  decipher.setAAD(associatedData(place));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch (cause) {
    throw new SealError('not_authentic', { cause });
  }
}

/** JSON of an array is injective: no choice of table, row and column can be read as another one. */
function associatedData(place: SealPlace): Buffer {
  if (!Number.isSafeInteger(place.version)) throw new Error('The version of a sealed value is an integer.');
  const parts = [format, place.tenantId, place.table, place.row, place.column, place.version];
  return Buffer.from(JSON.stringify(parts), 'utf8');
}

function parse(text: string): { kid: string; iv: Buffer; sealed: Buffer; tag: Buffer } {
  const [version, kid, iv, sealed, tag, ...rest] = text.split('.');
  if (version !== format) throw new SealError('not_sealed');
  if (!kid || iv === undefined || sealed === undefined || tag === undefined || rest.length > 0) {
    throw new SealError('malformed');
  }
  const parts = { kid, iv: bytesOf(iv), sealed: bytesOf(sealed), tag: bytesOf(tag) };
  if (!kidForm.test(kid) || parts.iv.length !== ivBytes || parts.tag.length !== tagBytes) {
    throw new SealError('malformed');
  }
  return parts;
}

/** Strict: Node's own decoder skips foreign characters and unused bits, so several texts would open as one value. */
function bytesOf(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (base64url(bytes) !== text) throw new SealError('malformed');
  return bytes;
}

function base64url(bytes: Buffer): string {
  return bytes.toString('base64url');
}

const keyObjects = new WeakMap<Buffer, KeyObject>();

/**
 * Node makes a key object of bytes at every call, which takes longer than sealing itself (12 of 28 µs): it is made once
 * for a key, and goes with its bytes.
 */
function keyObject(bytes: Buffer): KeyObject {
  const known = keyObjects.get(bytes);
  if (known) return known;
  if (bytes.length !== keyBytes) throw new Error(`A key has ${keyBytes} bytes.`);
  const made = createSecretKey(bytes);
  keyObjects.set(bytes, made);
  return made;
}
