import { createDecipheriv, randomBytes, randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { open, SealError, type SealPlace, seal } from './seal.ts';
import { Secret } from './secret.ts';

const key = { kid: 'd1', bytes: randomBytes(32) };
const keys = (kid: string) => (kid === key.kid ? key.bytes : undefined);
const place: SealPlace = { tenantId: 't', table: 'grants', row: 'r', column: 'refresh_token', version: 1 };
const secret = new Secret('0.AXEA-refresh-token');

type Open = typeof open;

describe('T3: no initialisation vector twice, no changed bit accepted', () => {
  const repeatedIvs = (count: number, sealIt: () => string) => {
    const seen = new Set<string>();
    for (let i = 0; i < count; i += 1) seen.add(ivOf(sealIt()));
    return count - seen.size;
  };

  it('1,000,000 encryptions: no vector repeats', { timeout: 300_000 }, () => {
    expect(repeatedIvs(1_000_000, () => seal(key, place, secret))).toBe(0);
  });

  it('control: the check sees a vector that comes again', () => {
    const made = Array.from({ length: 1_000 }, () => seal(key, place, secret));
    let next = 0;
    expect(repeatedIvs(1_001, () => made[next++ % made.length] as string)).toBe(1);
  });

  const flips = 10_000;
  const acceptedFlips = (openIt: Open, flip: (sealed: string) => string) => {
    let accepted = 0;
    for (let i = 0; i < flips; i += 1) if (doesOpen(openIt, flip(seal(key, place, secret)))) accepted += 1;
    return accepted;
  };

  it('10,000 single-bit flips anywhere in the stored text: none accepted', () => {
    expect(acceptedFlips(open, flipTextBit)).toBe(0);
  });

  it('10,000 single-bit flips in the bytes behind it: none accepted', () => {
    expect(acceptedFlips(open, flipSealedBit)).toBe(0);
  });

  it('control: without the tag every flip of the ciphertext is accepted', () => {
    const untagged: Open = (from, _place, sealed) => {
      const [, kid = '', iv = '', text = ''] = sealed.split('.');
      const decipher = createDecipheriv('aes-256-gcm', from(kid) as Buffer, Buffer.from(iv, 'base64url'));
      return new Secret(decipher.update(Buffer.from(text, 'base64url')).toString('utf8'));
    };
    expect(acceptedFlips(untagged, flipSealedBit)).toBe(flips);
  });

  it('control: Node’s own decoder accepts changed text, which the strict one refuses', () => {
    const lenient: Open = (from, where, sealed) => {
      const parts = sealed.split('.').map((part, at) => (at < 2 ? part : canonical(part)));
      return open(from, where, parts.join('.'));
    };
    expect(acceptedFlips(lenient, flipTextBit)).toBeGreaterThan(0);
  });
});

/** Copied: V8 cuts a part out by pointing into the whole text, and would keep a million of these. */
function ivOf(sealed: string): string {
  return Buffer.from(sealed.split('.')[2] ?? '', 'latin1').toString('latin1');
}

function doesOpen(openIt: Open, sealed: string): boolean {
  try {
    openIt(keys, place, sealed);
    return true;
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}

function canonical(part: string): string {
  return Buffer.from(part, 'base64url').toString('base64url');
}

function flipBit(bytes: Buffer, bits = 8): Buffer {
  const at = randomInt(bytes.length);
  bytes[at] = (bytes[at] as number) ^ (1 << randomInt(bits));
  return bytes;
}

function flipTextBit(sealed: string): string {
  return flipBit(Buffer.from(sealed, 'latin1'), 7).toString('latin1');
}

function flipSealedBit(sealed: string): string {
  const parts = sealed.split('.');
  parts[3] = flipBit(Buffer.from(parts[3] as string, 'base64url')).toString('base64url');
  return parts.join('.');
}
