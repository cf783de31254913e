'use client';

import { VisuallyHidden } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useRegion } from '#app/ui/use-region.ts';
import type { TodayView } from '#lib/connections/schema.ts';
import { dayBars } from './day-bars.ts';
import classes from './today.module.css';

type Props = { today: TodayView | null; now: number };

/** The hours of a day as bars, and for a screen reader a list of those in which something happened. */
export function DayChart({ today, now }: Props) {
  const t = useTranslations('console.today');
  const locale = useRegion();
  if (today === null) return <div className={classes.chart} aria-hidden />;
  const { timeZone, hours } = today;
  const time = new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' });
  const clock = (at: string | number) => time.format(new Date(at));
  const told = hours.filter((hour) => sumOf(hour) > 0);
  return (
    <div className={classes.chart}>
      <div className={classes.bars} aria-hidden>
        {dayBars(today, now).map(({ at, good, bad, isComing }) => (
          <span key={at} className={classes.hour} data-coming={isComing || undefined}>
            {bad > 0 && <i data-kind="bad" style={{ height: `${bad * 100}%` }} />}
            {good > 0 && <i data-kind="good" style={{ height: `${good * 100}%` }} />}
          </span>
        ))}
      </div>
      <div className={classes.scale} aria-hidden>
        {[0, 6, 12, 18].map((hour) => {
          const at = hours[hour]?.at;
          return (
            at && (
              <span key={hour} style={{ left: `${(hour / hours.length) * 100}%` }}>
                {clock(at)}
              </span>
            )
          );
        })}
      </div>
      <VisuallyHidden>
        <ul aria-label={t('byHour')}>
          {told.map((hour) => (
            <li key={hour.at}>
              {t('hour', {
                clock: clock(hour.at),
                good: hour.testsAccepted + hour.renewals,
                bad: hour.testsRefused + hour.testsUnknown + hour.renewalFailures,
              })}
            </li>
          ))}
        </ul>
      </VisuallyHidden>
    </div>
  );
}

function sumOf(hour: TodayView['hours'][number]): number {
  return hour.testsAccepted + hour.testsRefused + hour.testsUnknown + hour.renewals + hour.renewalFailures;
}
