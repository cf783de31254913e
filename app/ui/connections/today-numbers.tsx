'use client';

import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { Today } from '#app/ui/today/today.tsx';
import { useNow } from '#app/ui/use-now.ts';
import { useRegion } from '#app/ui/use-region.ts';
import { useTimeZone } from '#app/ui/use-time-zone.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import classes from './connections.module.css';
import { asksForTokens } from './has-grant.ts';
import { todayQuery } from './queries.ts';
import { SendingLimits } from './sending-limits.tsx';

/** What happened to a connection since this person's midnight, and what its provider lets a mailbox send. */
export function TodayNumbers({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.today');
  const { slug } = useTenant();
  const timeZone = useTimeZone();
  const now = useNow();
  const { data } = useQuery({
    ...todayQuery(slug, connection.id, timeZone ?? 'UTC'),
    enabled: timeZone !== null,
  });
  const today = timeZone === null ? undefined : data;
  return (
    <div className={classes.comingUp}>
      <Title order={3} size="sm">
        {t('title')} {today && <Day at={today.from} timeZone={today.timeZone} />}
      </Title>
      <Today today={today ?? null} now={now ?? 0} hasTokens={asksForTokens(connection)} />
      <SendingLimits connection={connection} />
    </div>
  );
}

function Day({ at, timeZone }: { at: string; timeZone: string }) {
  const locale = useRegion();
  const day = new Intl.DateTimeFormat(locale, { timeZone, weekday: 'long', day: 'numeric', month: 'long' });
  return (
    <Text span size="sm" c="dimmed" fw={400}>
      {day.format(new Date(at))}
    </Text>
  );
}
