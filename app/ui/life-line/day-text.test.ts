import { describe, expect, it } from 'vitest';
import { dayAndTime, longDay, longMoment, secretDay, shortDay } from './day-text.ts';

const at = (text: string) => Date.parse(text);
const zone = (timeZone: string) => ({ locale: 'en-GB', timeZone });
const zones = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'] as const;
/** What each of the four would say, in this order. */
const inAll = (tell: (zone: { locale: string; timeZone: string }) => string) => zones.map((name) => tell(zone(name)));

describe('shortDay', () => {
  it('is the time today, by this person’s own midnight', () => {
    const now = at('2026-11-21T20:00:00Z');
    expect(inAll((zone) => shortDay(at('2026-11-21T23:30:00Z'), now, zone))).toEqual([
      '23:30',
      '18:30',
      '05:00',
      '12:30',
    ]);
    expect(inAll((zone) => shortDay(at('2026-11-21T03:00:00Z'), now, zone))).toEqual([
      '03:00',
      '20 Nov',
      '21 Nov',
      '21 Nov',
    ]);
  });

  it('is the day this year, and says another year, which begins at this person’s midnight too', () => {
    const now = at('2026-12-31T10:30:00Z');
    expect(inAll((zone) => shortDay(at('2026-02-19T14:00:00Z'), now, zone))).toEqual([
      '19 Feb',
      '19 Feb',
      '19 Feb',
      '20 Feb',
    ]);
    expect(inAll((zone) => shortDay(at('2027-02-19T14:00:00Z'), at('2027-01-01T06:00:00Z'), zone))).toEqual([
      '19 Feb',
      '19 Feb',
      '19 Feb',
      '20 Feb',
    ]);
    expect(inAll((zone) => shortDay(at('2027-02-19T14:00:00Z'), at('2026-12-31T20:00:00Z'), zone))).toEqual([
      '19 Feb 2027',
      '19 Feb 2027',
      '19 Feb',
      '20 Feb',
    ]);
  });

  it.each([
    // Clocks go forward on 8 March 2026 and back on 1 November in New York; on 27 September and 5 April in Auckland.
    ['America/New_York', '2026-03-08T06:59:00Z', '01:59'],
    ['America/New_York', '2026-03-08T07:00:00Z', '03:00'],
    ['America/New_York', '2026-03-09T03:59:00Z', '23:59'],
    ['America/New_York', '2026-03-09T04:00:00Z', '9 Mar'],
    ['Pacific/Auckland', '2026-03-08T09:00:00Z', '22:00'],
  ])('counts a day of 23 hours as one day: %s %s', (name, instant, told) => {
    const now = at(name === 'Pacific/Auckland' ? '2026-03-08T10:00:00Z' : '2026-03-08T16:00:00Z');
    expect(shortDay(at(instant), now, zone(name))).toBe(told);
  });

  it.each([
    ['America/New_York', '2026-11-01T04:00:00Z', '2026-11-02T04:59:00Z', '00:00'],
    ['America/New_York', '2026-11-01T03:59:00Z', '2026-11-02T04:59:00Z', '31 Oct'],
    ['Pacific/Auckland', '2026-04-04T11:00:00Z', '2026-04-05T11:59:00Z', '00:00'],
    ['Pacific/Auckland', '2026-04-04T10:59:00Z', '2026-04-05T11:59:00Z', '4 Apr'],
  ])('and one of 25 hours: %s %s', (name, instant, now, told) => {
    expect(shortDay(at(instant), at(now), zone(name))).toBe(told);
  });
});

describe('in a sentence', () => {
  it('the day has its whole name', () => {
    const now = at('2026-11-22T12:00:00Z');
    expect(inAll((zone) => longDay(at('2026-11-09T22:00:00Z'), now, zone))).toEqual([
      '9 November',
      '9 November',
      '10 November',
      '10 November',
    ]);
    expect(longDay(at('2027-02-19T12:00:00Z'), now, zone('UTC'))).toBe('19 February 2027');
  });

  it('a moment has its day and its time', () =>
    expect(inAll((zone) => dayAndTime(at('2026-11-22T14:20:00Z'), zone))).toEqual([
      '22 Nov, 14:20',
      '22 Nov, 09:20',
      '22 Nov, 19:50',
      '23 Nov, 03:20',
    ]));
});

it('the last day of a secret is the provider’s, the same for everybody', () => {
  // Entra shows 14 December; the secret is good until the midnight after it.
  const endsAt = at('2026-12-15T00:00:00Z');
  const told = inAll((zone) => secretDay(endsAt, at('2026-11-22T12:00:00Z'), zone, shortDay));
  expect(new Set(told)).toEqual(new Set(['14 Dec']));
});

it('writes a moment in a sentence as the days beside it, with its year where that is another', () => {
  const now = at('2026-11-22T20:00:00Z');
  expect(longMoment(at('2026-11-22T10:41:00Z'), now, zone('UTC'))).toBe('22 November, 10:41');
  expect(longMoment(at('2025-12-31T23:30:00Z'), now, zone('UTC'))).toBe('31 December 2025, 23:30');
});
