import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renewalTime, retryTime } from './renewal-time.ts';

const obtainedAt = new Date('2026-11-21T12:00:00Z');
const minuteMs = 60_000;

it('renews 5 to 10 minutes before an ordinary token is too short-lived to be used', () => {
  const expiresAt = new Date(obtainedAt.getTime() + 60 * minuteMs);
  const minuteOf = (minTokenLifeMs: number, random: number) =>
    (renewalTime(obtainedAt, expiresAt, minTokenLifeMs, random).getTime() - obtainedAt.getTime()) / minuteMs;
  expect(minuteOf(minuteMs, 0)).toBe(54);
  expect(minuteOf(minuteMs, 0.999)).toBeGreaterThan(49);
  expect(minuteOf(11 * minuteMs, 0)).toBe(44);
});

it('always falls within the token’s life', () => {
  const life = fc.integer({ min: 10, max: 24 * 3600 });
  fc.assert(
    fc.property(life, fc.double({ min: 0, max: 0.999_999, noNaN: true }), (seconds, random) => {
      const at = renewalTime(obtainedAt, new Date(obtainedAt.getTime() + seconds * 1000), minuteMs, random).getTime();
      return at >= obtainedAt.getTime() && at < obtainedAt.getTime() + seconds * 1000;
    }),
  );
});

it('backs off up to half an hour and never before Retry-After', () => {
  const wait = (failures: number, retryAfterMs?: number, random = 1) =>
    retryTime(obtainedAt, failures, retryAfterMs, random).getTime() - obtainedAt.getTime();
  expect(wait(0)).toBe(5_000);
  expect(wait(3)).toBe(40_000);
  expect(wait(60)).toBe(30 * minuteMs);
  expect(wait(60, undefined, 0)).toBe(15 * minuteMs);
  expect(wait(0, 120_000, 0)).toBe(120_000);
});
