const dayMs = 86_400_000;

export type Span = { unit: 'seconds' | 'minutes' | 'hours' | 'days'; count: number };

/** A length of time in its largest fitting unit, rounded down: a countdown never promises more than is left. */
export function spanOf(ms: number): Span {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return { unit: 'seconds', count: seconds };
  // Up to two hours in minutes: "1 h left" of an access token says too little.
  if (seconds < 7_200) return { unit: 'minutes', count: Math.floor(seconds / 60) };
  if (seconds < 172_800) return { unit: 'hours', count: Math.floor(seconds / 3_600) };
  return { unit: 'days', count: Math.floor((seconds * 1_000) / dayMs) };
}

type Zone = { locale: string; timeZone?: string | undefined };

/** The clock's side of an instant: "15:20" today, "19 Feb, 15:20" this year, "19 Feb 2027" otherwise. */
export function clockOf(at: Date, now: Date, { locale, timeZone }: Zone): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { hourCycle: 'h23', timeZone, ...options }).format(at);
  const dayOf = (date: Date) => new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(date);
  const time = format({ hour: '2-digit', minute: '2-digit' });
  if (dayOf(at) === dayOf(now)) return time;
  if (dayOf(at).slice(0, 4) !== dayOf(now).slice(0, 4))
    return format({ day: 'numeric', month: 'short', year: 'numeric' });
  return `${format({ day: 'numeric', month: 'short' })}, ${time}`;
}

/**
 * The unit people count a distance in where the largest fitting one says too little: "in 79 minutes", not "in 1 hour",
 * and "in 23 days", not "in 3 weeks". Undefined where the largest is right.
 */
export function relativeUnit(distanceMs: number): 'minute' | 'day' | undefined {
  const minutes = Math.abs(distanceMs) / 60_000;
  if (minutes >= 60 && minutes < 120) return 'minute';
  const days = minutes / 1_440;
  return days >= 1.5 && days <= 100 ? 'day' : undefined;
}
