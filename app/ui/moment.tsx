'use client';

import { useFormatter, useLocale } from 'next-intl';
import { clockOf, relativeUnit } from './time-text.ts';
import { useNow } from './use-now.ts';

type Props = {
  at: string;
  /** For what ends with a day at the provider and not at a time of the person's clock. */
  day?: boolean;
};

/** An instant both ways: "in 41 minutes (15:20)". Empty, in place, until the page knows the person's clock. */
export function Moment({ at, day = false }: Props) {
  const format = useFormatter();
  const locale = useLocale();
  const now = useNow();
  if (now === null) return <time dateTime={at}>&nbsp;</time>;
  const date = new Date(at);
  const unit = relativeUnit(date.getTime() - now);
  // The catalogue's language alone would order dates as in America.
  const region = locale === 'en' ? 'en-GB' : locale;
  const clock = day
    ? new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeZone: 'UTC' }).format(date)
    : clockOf(date, new Date(now), { locale: region });
  return (
    <time dateTime={at} title={date.toLocaleString()}>
      {format.relativeTime(date, unit ? { now, unit } : { now })} ({clock})
    </time>
  );
}
