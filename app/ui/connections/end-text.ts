import { longMoment, type Zone } from '#app/ui/life-line/day-text.ts';

const dayMs = 86_400_000;

/** An end in words: its day and time, and how many days off that is on this person's calendar ("in 7 days", "tomorrow"). */
export function endText(at: number, now: number, zone: Zone): { day: string; distance: string } {
  const days = Math.round((midnight(at, zone) - midnight(now, zone)) / dayMs);
  return {
    day: longMoment(at, now, zone),
    distance: new Intl.RelativeTimeFormat(zone.locale, { numeric: 'auto' }).format(days, 'day'),
  };
}

/** The calendar day as an instant: days of 23 and 25 hours count as one. */
function midnight(at: number, { timeZone }: Zone): number {
  return Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date(at)));
}
