import type { TodayView } from '#lib/connections/schema.ts';

/** One hour of the day as a bar: what went well from the ground up, what failed above it, as shares of the tallest. */
export type DayBar = { at: string; good: number; bad: number; isComing: boolean };

/** A day with little in it is not drawn larger than life: a bar is whole at this many, or at the most of any hour. */
const leastWhole = 3;

/** The bars of a day, an hour each; those still to come are marked. */
export function dayBars({ hours }: Pick<TodayView, 'hours'>, now: number): DayBar[] {
  const counted = hours.map((hour) => ({
    at: hour.at,
    good: hour.testsAccepted + hour.renewals,
    bad: hour.testsRefused + hour.testsUnknown + hour.renewalFailures,
  }));
  const whole = Math.max(leastWhole, ...counted.map(({ good, bad }) => good + bad));
  return counted.map(({ at, good, bad }) => ({
    at,
    good: good / whole,
    bad: bad / whole,
    isComing: Date.parse(at) > now,
  }));
}
