const minuteMs = 60_000;
/** Longer than any day: clocks that go back, and one island that crossed the date line. */
const longestDayMs = 50 * 60 * minuteMs;

export type CalendarDay = { from: Date; until: Date };

/**
 * The day an instant falls on by the clocks of a time zone, from its first minute to that of the next. Of 23 hours, or
 * 25, where clocks change; a day need not begin at 0:00.
 */
export function calendarDay(at: Date, timeZone: string): CalendarDay {
  const dateOf = dateIn(timeZone);
  const today = dateOf(at.getTime());
  const minute = Math.floor(at.getTime() / minuteMs) * minuteMs;
  return {
    from: firstMinute(minute - longestDayMs, minute, (time) => dateOf(time) >= today),
    until: firstMinute(minute, minute + longestDayMs, (time) => dateOf(time) > today),
  };
}

/** ISO dates, so that later is greater. */
function dateIn(timeZone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  return (time) => format.format(time);
}

/** By halving: false at `before`, true at `after`. */
function firstMinute(before: number, after: number, isReached: (time: number) => boolean): Date {
  let [low, high] = [before, after];
  while (high - low > minuteMs) {
    const middle = low + Math.floor((high - low) / 2 / minuteMs) * minuteMs;
    if (isReached(middle)) high = middle;
    else low = middle;
  }
  return new Date(high);
}
