import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** SHA-256 of the bytes, or of the text's UTF-8. For values that are random already; passwords need argon2id. */
export function sha256(value: string | Uint8Array): Buffer<ArrayBuffer> {
  return createHash('sha256').update(value).digest();
}

/** A random value in base64url; 32 bytes are 256 bits and 43 characters. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** Compares without telling by its duration where two values differ; lengths may differ too. */
export function isEqualInConstantTime(one: string | Uint8Array, other: string | Uint8Array): boolean {
  return timingSafeEqual(sha256(one), sha256(other));
}
