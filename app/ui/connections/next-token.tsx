'use client';

import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { ComingRow } from './coming-row.tsx';
import type { Coming } from './coming-up.ts';
import { workerQuery } from './queries.ts';

type NextProps = { item: Extract<Coming, { kind: 'renewal' | 'exercise' | 'retry' }>; connection: ConnectionView };

/** What the worker does next, or would if it ran; after a failure, why. */
export function NextToken({ item, connection }: NextProps) {
  const t = useTranslations('console.comingUp');
  const workerIsAway = useWorkerIsAway(item.isDue);
  if (workerIsAway) return <ComingRow tone="bad" icon={null} text={t('workerAway')} />;
  const why = item.kind === 'retry' && connection.problem ? `: ${connection.problem.title}` : '';
  return (
    <ComingRow
      tone="off"
      icon={<IconRefresh size={16} />}
      text={
        <>
          {item.isDue ? t(`${item.kind}Due`) : t(item.kind)} {!item.isDue && <Moment at={item.at} />}
          {why}
        </>
      }
    />
  );
}

type UnansweredProps = { item: Extract<Coming, { kind: 'unanswered' }>; connection: ConnectionView };

/** The answer to the last request was lost: when it is asked for again, and what hangs on it. */
export function UnansweredToken({ item, connection }: UnansweredProps) {
  const t = useTranslations('console.comingUp');
  const isNow = item.at === null || item.isDue;
  const left = item.isOut ? 'noTryLeft' : item.isLast ? 'oneTryLeft' : null;
  return (
    <ComingRow
      tone="warn"
      icon={null}
      text={
        <>
          {t(isNow ? 'unansweredDue' : 'unanswered', { provider: connection.providerLabel })}{' '}
          {item.at !== null && !isNow && <Moment at={item.at} />}
          {left && `. ${t(left)}`}
        </>
      }
    />
  );
}

/** Asked only about what is due: whether anything is renewed by itself here at all. */
function useWorkerIsAway(isDue: boolean): boolean {
  const { slug } = useTenant();
  const { data } = useQuery({ ...workerQuery(slug), enabled: isDue });
  return isDue && data?.workerRuns === false;
}
