import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarDay } from './calendar-day.ts';

const hourMs = 3_600_000;

function told(at: string, timeZone: string) {
  const { from, until } = calendarDay(new Date(at), timeZone);
  return { from: from.toISOString(), hours: (until.getTime() - from.getTime()) / hourMs };
}

describe('calendarDay', () => {
  it.each([
    ['UTC', '2026-11-22T00:00:00.000Z'],
    ['America/New_York', '2026-11-21T05:00:00.000Z'],
    ['Asia/Kolkata', '2026-11-21T18:30:00.000Z'],
    ['Pacific/Auckland', '2026-11-21T11:00:00.000Z'],
  ])('is this person’s own: %s', (timeZone, from) => {
    expect(told('2026-11-22T03:30:00Z', timeZone)).toEqual({ from, hours: 24 });
  });

  it.each([
    ['clocks go forward in New York', 'America/New_York', '2026-03-08T16:00:00Z', '2026-03-08T05:00:00.000Z', 23],
    ['clocks go back in New York', 'America/New_York', '2026-11-01T16:00:00Z', '2026-11-01T04:00:00.000Z', 25],
    ['clocks go forward in Auckland', 'Pacific/Auckland', '2026-09-27T06:00:00Z', '2026-09-26T12:00:00.000Z', 23],
    ['clocks go back in Auckland', 'Pacific/Auckland', '2026-04-05T06:00:00Z', '2026-04-04T11:00:00.000Z', 25],
    ['half an hour on Lord Howe', 'Australia/Lord_Howe', '2026-10-04T06:00:00Z', '2026-10-03T13:30:00.000Z', 23.5],
    ['no midnight in Santiago', 'America/Santiago', '2026-09-06T16:00:00Z', '2026-09-06T04:00:00.000Z', 23],
    ['a day left out on Samoa', 'Pacific/Apia', '2011-12-31T06:00:00Z', '2011-12-30T10:00:00.000Z', 24],
  ])('is as long as it is: %s', (_, timeZone, at, from, hours) => {
    expect(told(at, timeZone)).toEqual({ from, hours });
  });

  it('begins at its first minute, and the next where it ends', () => {
    const { from, until } = calendarDay(new Date('2026-11-01T16:00:00Z'), 'America/New_York');
    expect(calendarDay(from, 'America/New_York')).toEqual({ from, until });
    expect(calendarDay(new Date(from.getTime() - 1), 'America/New_York').until).toEqual(from);
    expect(calendarDay(until, 'America/New_York').from).toEqual(until);
  });

  it('holds the instant it is asked for, wherever and whenever', () => {
    const zones = ['America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'Australia/Lord_Howe', 'Africa/Cairo'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        (timeZone, at) => {
          const { from, until } = calendarDay(at, timeZone);
          const date = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
          expect(from.getTime()).toBeLessThanOrEqual(at.getTime());
          expect(until.getTime()).toBeGreaterThan(at.getTime());
          expect(date.format(from)).toBe(date.format(at));
          expect(date.format(until.getTime() - 1)).toBe(date.format(at));
          expect(date.format(from.getTime() - 1)).not.toBe(date.format(at));
          expect(date.format(until)).not.toBe(date.format(at));
        },
      ),
    );
  });
});
