'use client';

import { useFormatter, useLocale } from 'next-intl';
import { clockOf } from './time-text.ts';
import { useNow } from './use-now.ts';

/** An instant both ways: "in 41 minutes (15:20)". Empty, in place, until the page knows the person's clock. */
export function Moment({ at }: { at: string }) {
  const format = useFormatter();
  const locale = useLocale();
  const now = useNow();
  if (now === null) return <time dateTime={at}>&nbsp;</time>;
  const date = new Date(at);
  // The person's region decides the order of day and month; the catalogue's language alone would say American.
  const clock = clockOf(date, new Date(now), { locale: locale === 'en' ? 'en-GB' : locale });
  return (
    <time dateTime={at} title={date.toLocaleString()}>
      {format.relativeTime(date, inDays(date.getTime() - now) ? { now, unit: 'day' } : { now })} ({clock})
    </time>
  );
}

/** Between a day and a hundred, people count days: "in 23 days" says more than "in 3 weeks". */
function inDays(distanceMs: number): boolean {
  const days = Math.abs(distanceMs) / 86_400_000;
  return days >= 1.5 && days <= 100;
}
