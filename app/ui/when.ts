/** The last moment of a day (`2025-05-01`), a month (`2026-12`) or half a year (`2027-H2`), in UTC. */
export function endOfWhen(when: string): number {
  const [year = 0, part, day] = when.split('-').map((text) => Number(text.replace('H', '')));
  if (day !== undefined) return Date.UTC(year, (part ?? 1) - 1, day + 1) - 1;
  return Date.UTC(year, isHalf(when) ? (part ?? 1) * 6 : (part ?? 1)) - 1;
}

/** In words; of half a year the catalogue has them. */
export function whenText(when: string, locale: string, halfText: (half: 1 | 2, year: string) => string): string {
  if (isHalf(when)) return halfText(when.endsWith('1') ? 1 : 2, when.slice(0, 4));
  const day = when.split('-').length === 3 ? ({ day: 'numeric' } as const) : {};
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...day, month: 'long', year: 'numeric' }).format(
    endOfWhen(when),
  );
}

function isHalf(when: string): boolean {
  return when.includes('H');
}

/** Whether it was still to come on the day it was read, and is over now: then the text speaks of a past as of a future. */
export function hasPassedSince({ when, readOn }: { when: string; readOn: string }, now: number): boolean {
  const end = endOfWhen(when);
  return end > Date.parse(readOn) && end < now;
}
