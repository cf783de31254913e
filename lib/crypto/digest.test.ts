import { expect, it } from 'vitest';
import { isEqualInConstantTime, randomToken, sha256 } from './digest.ts';

it('hashes text and bytes alike (FIPS 180-4, “abc”)', () => {
  const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(sha256('abc').toString('hex')).toBe(digest);
  expect(sha256(Buffer.from('abc')).toString('hex')).toBe(digest);
});

it('makes tokens of 256 bits that fit a URL and do not repeat', () => {
  const tokens = Array.from({ length: 10_000 }, () => randomToken());
  expect(new Set(tokens).size).toBe(tokens.length);
  for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
  expect(randomToken(16)).toHaveLength(22);
});

it('compares values of any length', () => {
  expect(isEqualInConstantTime('token', 'token')).toBe(true);
  expect(isEqualInConstantTime('token', Buffer.from('token'))).toBe(true);
  expect(isEqualInConstantTime('token', 'tokem')).toBe(false);
  expect(isEqualInConstantTime('token', 'token ')).toBe(false);
  expect(isEqualInConstantTime('', 'token')).toBe(false);
});
