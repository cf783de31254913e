export type Zone = { locale: string; timeZone?: string | undefined };

/** The same day on this person's calendar, whatever day it is elsewhere. */
function sameDay(one: Date, other: Date, { timeZone }: Zone): boolean {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  return day.format(one) === day.format(other);
}

function sameYear(one: Date, other: Date, { timeZone }: Zone): boolean {
  const year = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric' });
  return year.format(one) === year.format(other);
}

const timeOptions = { hourCycle: 'h23', hour: '2-digit', minute: '2-digit' } as const;

/** Beneath a mark: "15:20" today, "9 Nov" this year, "19 Feb 2027" otherwise. */
export function shortDay(at: number, now: number, zone: Zone): string {
  const [date, today] = [new Date(at), new Date(now)];
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(zone.locale, { timeZone: zone.timeZone, ...options }).format(date);
  if (sameDay(date, today, zone)) return format(timeOptions);
  const year = sameYear(date, today, zone) ? {} : ({ year: 'numeric' } as const);
  return format({ day: 'numeric', month: 'short', ...year });
}

/** In a sentence: "9 November", with its year where that is another. */
export function longDay(at: number, now: number, zone: Zone): string {
  const date = new Date(at);
  const year = sameYear(date, new Date(now), zone) ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(zone.locale, {
    timeZone: zone.timeZone,
    day: 'numeric',
    month: 'long',
    ...year,
  }).format(date);
}

/** The moment in a sentence, beside days written out: "22 November, 15:20". */
export function longMoment(at: number, now: number, zone: Zone): string {
  const time = new Intl.DateTimeFormat(zone.locale, { timeZone: zone.timeZone, ...timeOptions }).format(new Date(at));
  return `${longDay(at, now, zone)}, ${time}`;
}

/** Beneath a mark, the moment of now itself: "22 Nov, 15:20". */
export function dayAndTime(at: number, { locale, timeZone }: Zone): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(new Date(at));
  return `${format({ day: 'numeric', month: 'short' })}, ${format(timeOptions)}`;
}

/** The last day of a client secret, whose end is the midnight after it: the provider's day, the same for everybody. */
export function secretDay(endsAt: number, now: number, { locale }: Zone, format: typeof longDay): string {
  return format(endsAt - 1, now, { locale, timeZone: 'UTC' });
}
