'use client';

import { Text } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useFormatter, useTranslations } from 'next-intl';
import type { DayCounts, TodayView } from '#lib/connections/schema.ts';
import { DayChart } from './day-chart.tsx';
import classes from './today.module.css';

type Props = {
  /** Null keeps the room until the day is known. */
  today: TodayView | null;
  now: number;
  /** Whether there are tokens whose renewals count. */
  hasTokens: boolean;
};

const nothing: DayCounts = { testsAccepted: 0, testsRefused: 0, testsUnknown: 0, renewals: 0, renewalFailures: 0 };

/** Shown from one on; the others always. */
const onlyIfAny = new Set<keyof DayCounts>(['testsUnknown']);
/** Always where there are tokens; a connection by password may have had some of another kind today. */
const ofTokens = new Set<keyof DayCounts>(['renewals', 'renewalFailures']);
/** What failed today may be over by now: it warns, and what needs somebody now is said above. */
const failures = new Set<keyof DayCounts>(['testsRefused', 'testsUnknown', 'renewalFailures']);
const figures = ['testsAccepted', 'testsRefused', 'testsUnknown', 'renewals', 'renewalFailures'] as const;

/** The numbers of a day, and a bar for each of its hours. */
export function Today({ today, now, hasTokens }: Props) {
  const t = useTranslations('console.today');
  const total = today?.total ?? nothing;
  const isEmpty = today !== null && figures.every((name) => total[name] === 0);
  return (
    <div className={classes.today} data-waiting={today === null || undefined}>
      {isEmpty ? (
        <Text size="sm" c="dimmed" className={classes.empty}>
          {t(hasTokens ? 'empty' : 'emptyPlain')}
        </Text>
      ) : (
        <dl className={classes.figures}>
          {figures
            .filter((name) => total[name] > 0 || !(onlyIfAny.has(name) || (ofTokens.has(name) && !hasTokens)))
            .map((name) => (
              <Figure key={name} name={name} count={total[name]} />
            ))}
        </dl>
      )}
      <DayChart today={today} now={now} />
    </div>
  );
}

/** The number first for the eye; a screen reader hears what is counted first. */
function Figure({ name, count }: { name: keyof DayCounts; count: number }) {
  const t = useTranslations('console.today');
  const format = useFormatter();
  const isBad = count > 0 && failures.has(name);
  return (
    <div className={classes.figure} data-tone={isBad ? 'warn' : undefined} data-none={count === 0 || undefined}>
      <dt>{t(name, { count })}</dt>
      <dd>
        {format.number(count)}
        {isBad && <IconAlertTriangleFilled size={15} className="mg-toned-icon" aria-hidden />}
      </dd>
    </div>
  );
}
