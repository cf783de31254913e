import { expect, it } from 'vitest';
import { endText } from './end-text.ts';

const zones = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'] as const;
const inAll = (at: string, now: string) =>
  zones.map((timeZone) => {
    const { day, distance } = endText(Date.parse(at), Date.parse(now), { locale: 'en-GB', timeZone });
    return `${distance}: ${day}`;
  });

it('seven days after a consent, on everybody’s own calendar', () =>
  expect(inAll('2026-11-29T10:30:00Z', '2026-11-22T10:30:05Z')).toEqual([
    'in 7 days: 29 November, 10:30',
    'in 7 days: 29 November, 05:30',
    'in 7 days: 29 November, 16:00',
    'in 7 days: 29 November, 23:30',
  ]));

it('counts days as the calendar does, which begin at each one’s midnight', () =>
  expect(inAll('2026-11-23T02:00:00Z', '2026-11-22T20:00:00Z')).toEqual([
    'tomorrow: 23 November, 02:00',
    'today: 22 November, 21:00',
    'today: 23 November, 07:30',
    'today: 23 November, 15:00',
  ]));

it('over the change of clocks, and of the year', () => {
  // New York sets its clocks back on 1 November 2026, Auckland forward on 27 September.
  expect(inAll('2026-11-02T04:30:00Z', '2026-10-26T05:00:00Z')[1]).toBe('in 6 days: 1 November, 23:30');
  expect(inAll('2026-09-27T12:00:00Z', '2026-09-20T13:00:00Z')[3]).toBe('in 7 days: 28 September, 01:00');
  expect(inAll('2027-01-03T10:00:00Z', '2026-12-27T10:00:00Z')[0]).toBe('in 7 days: 3 January 2027, 10:00');
});
