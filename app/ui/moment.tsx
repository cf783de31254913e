'use client';

import { useFormatter } from 'next-intl';
import { clockOf, relativeUnit } from './time-text.ts';
import { useNow } from './use-now.ts';
import { useRegion } from './use-region.ts';

/** As wide as most of what will stand there, so that a line breaks at once where it will break. */
const blank = { display: 'inline-block', minWidth: '20ch' };

/** An instant both ways: "in 41 minutes (15:20)". Empty, in place, until the page knows the person's clock. */
export function Moment({ at }: { at: string }) {
  const format = useFormatter();
  const locale = useRegion();
  const now = useNow();
  if (now === null) return <time dateTime={at} style={blank} />;
  const date = new Date(at);
  const unit = relativeUnit(date.getTime() - now);
  const clock = clockOf(date, new Date(now), { locale });
  return (
    <time dateTime={at} title={date.toLocaleString()}>
      {format.relativeTime(date, unit ? { now, unit } : { now })} ({clock})
    </time>
  );
}
