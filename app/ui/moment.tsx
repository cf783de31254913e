'use client';

import { useFormatter, useLocale } from 'next-intl';
import { clockOf, relativeUnit } from './time-text.ts';
import { useNow } from './use-now.ts';

/** As wide as most of what will stand there, so that a line breaks at once where it will break. */
const blank = { display: 'inline-block', minWidth: '20ch' };

/** An instant both ways: "in 41 minutes (15:20)". Empty, in place, until the page knows the person's clock. */
export function Moment({ at }: { at: string }) {
  const format = useFormatter();
  const locale = useLocale();
  const now = useNow();
  if (now === null) return <time dateTime={at} style={blank} />;
  const date = new Date(at);
  const unit = relativeUnit(date.getTime() - now);
  // The catalogue's language alone would order dates as in America.
  const region = locale === 'en' ? 'en-GB' : locale;
  const clock = clockOf(date, new Date(now), { locale: region });
  return (
    <time dateTime={at} title={date.toLocaleString()}>
      {format.relativeTime(date, unit ? { now, unit } : { now })} ({clock})
    </time>
  );
}
