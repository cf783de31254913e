import { describe, expect, it } from 'vitest';
import { clockOf, relativeUnit, spanOf } from './time-text.ts';

describe('spanOf', () => {
  it.each([
    [-5_000, { unit: 'seconds', count: 0 }],
    [59_999, { unit: 'seconds', count: 59 }],
    [60_000, { unit: 'minutes', count: 1 }],
    [7_199_000, { unit: 'minutes', count: 119 }],
    [7_200_000, { unit: 'hours', count: 2 }],
    [47 * 3_600_000, { unit: 'hours', count: 47 }],
    [48 * 3_600_000, { unit: 'days', count: 2 }],
  ])('%i ms', (ms, span) => expect(spanOf(ms)).toEqual(span));
});

describe('clockOf', () => {
  const zone = { locale: 'en-GB', timeZone: 'Europe/Berlin' };
  const now = new Date('2026-11-21T20:00:00Z');

  it('shows only the time today', () => {
    expect(clockOf(new Date('2026-11-21T14:20:00Z'), now, zone)).toBe('15:20');
  });

  it('goes by the person’s own midnight, not that of UTC', () => {
    expect(clockOf(new Date('2026-11-21T23:30:00Z'), now, zone)).toBe('22 Nov, 00:30');
  });

  it('adds the year when it is another', () => {
    expect(clockOf(new Date('2027-02-19T14:20:00Z'), now, zone)).toBe('19 Feb 2027');
  });
});

describe('relativeUnit', () => {
  it.each([
    [59 * 60_000, undefined],
    [79 * 60_000, 'minute'],
    [-119 * 60_000, 'minute'],
    [3 * 3_600_000, undefined],
    [23 * 86_400_000, 'day'],
    [-99 * 86_400_000, 'day'],
    [101 * 86_400_000, undefined],
  ])('%i ms', (ms, unit) => expect(relativeUnit(ms)).toBe(unit));
});
