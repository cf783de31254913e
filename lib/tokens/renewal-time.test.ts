import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busiestToMean } from '#lib/testing/busiest-minute.ts';
import { exerciseTime, nextRefresh, renewalTime, retryTime } from './renewal-time.ts';

const obtainedAt = new Date('2026-11-21T12:00:00Z');
const minuteMs = 60_000;

const dayMs = 24 * 60 * minuteMs;

it('renews at 45 to 95 % of the time for which a token serves', () => {
  const expiresAt = new Date(obtainedAt.getTime() + 60 * minuteMs);
  const minuteOf = (minTokenLifeMs: number, random: number) =>
    (renewalTime(obtainedAt, expiresAt, minTokenLifeMs, random).getTime() - obtainedAt.getTime()) / minuteMs;
  expect(minuteOf(minuteMs, 0)).toBeCloseTo(26.55);
  expect(minuteOf(minuteMs, 0.999_999)).toBeCloseTo(56.05);
  expect(minuteOf(11 * minuteMs, 0.999_999)).toBeCloseTo(46.55);
});

it('spreads 10,000 grants that were made in one minute: no minute is busier than twice the mean', () => {
  expect(busiestToMean(10_000, renewalTime)).toBeLessThanOrEqual(2);
});

it('control: a few minutes of jitter before the end leave them bunched for hours', () => {
  const late: typeof renewalTime = (_, expiresAt) =>
    new Date(expiresAt.getTime() - minuteMs - 5 * minuteMs * (1 + Math.random()));
  expect(busiestToMean(10_000, late)).toBeGreaterThan(2);
});

describe('a grant that nobody uses', () => {
  const rest = (change: Partial<Parameters<typeof exerciseTime>[0]>, random = 1) => {
    const known = { hasRefreshToken: true, refreshTokenExpiresAt: null, idleDays: null, ...change };
    return (exerciseTime(known, obtainedAt, random).getTime() - obtainedAt.getTime()) / dayMs;
  };

  it('rests a week at most, and a third of the days that end it', () => {
    expect(rest({ idleDays: 180 })).toBe(7);
    expect(rest({ idleDays: 90 })).toBe(7);
    expect(rest({ idleDays: 90 }, 0)).toBe(3.5);
    expect(rest({ idleDays: 9 })).toBe(3);
    expect(rest({})).toBe(3);
    expect(rest({ hasRefreshToken: false })).toBe(1);
  });

  it('rests for no more than half of what the server left of its refresh token', () => {
    const endsIn = (days: number) => ({ refreshTokenExpiresAt: new Date(obtainedAt.getTime() + days * dayMs) });
    expect(rest({ idleDays: 180, ...endsIn(1) })).toBe(0.5);
    expect(rest({ idleDays: 180, ...endsIn(-1) })).toBeCloseTo(1 / (24 * 60));
  });

  it('and one that is used are refreshed before the server ends the refresh token, however long the access token', () => {
    const at = (leftHours: number) =>
      nextRefresh(
        {
          obtainedAt,
          expiresAt: new Date(obtainedAt.getTime() + 2 * 60 * minuteMs),
          minTokenLifeMs: minuteMs,
          lastUsedAt: obtainedAt,
          hasRefreshToken: true,
          refreshTokenExpiresAt: new Date(obtainedAt.getTime() + leftHours * 60 * minuteMs),
          idleDays: null,
        },
        obtainedAt,
        0.999_999,
      ).getTime() - obtainedAt.getTime();
    expect(at(1)).toBeLessThanOrEqual(30 * minuteMs);
    expect(at(24)).toBeGreaterThan(90 * minuteMs);
  });

  it('is renewed ahead again once somebody used it within a day and a half', () => {
    const at = (lastUsedAt: Date | null) =>
      nextRefresh(
        {
          obtainedAt,
          expiresAt: new Date(obtainedAt.getTime() + 60 * minuteMs),
          minTokenLifeMs: minuteMs,
          lastUsedAt,
          hasRefreshToken: true,
          refreshTokenExpiresAt: null,
          idleDays: 90,
        },
        obtainedAt,
        0.5,
      ).getTime() - obtainedAt.getTime();
    expect(at(new Date(obtainedAt.getTime() - dayMs))).toBeLessThan(60 * minuteMs);
    expect(at(new Date(obtainedAt.getTime() - 1.5 * dayMs))).toBeGreaterThan(5 * dayMs);
    expect(at(null)).toBeGreaterThan(5 * dayMs);
  });
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
