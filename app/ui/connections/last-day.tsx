'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { longDay, secretDay, type Zone } from '#app/ui/life-line/day-text.ts';
import { useNow } from '#app/ui/use-now.ts';
import { useRegion } from '#app/ui/use-region.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRule } from '#lib/providers/schema.ts';

type Props = { connection: ConnectionView; grant: NonNullable<ConnectionView['grant']> };

/** The last day that can be foreseen, and why it is that one. */
export function LastDay({ connection, grant }: Props) {
  const t = useTranslations('console.grant.end');
  const locale = useRegion();
  const clock = useNow();
  const secret = secretRule(connection);
  const { lastDay, refreshTokenIdleDays } = grant;
  if (lastDay === null) {
    const isEndless = connection.grantKind === 'client_credentials' && !secret.hasEnd;
    return t(isEndless ? 'endless' : 'unknown', { secret: secret.name });
  }
  const now = clock ?? Date.parse(connection.updatedAt);
  const zone: Zone = { locale, timeZone: clock === null ? 'UTC' : undefined };
  const at = Date.parse(lastDay.at);
  const day = lastDay.rule === 'secret' ? secretDay(at, now, zone, longDay) : longDay(at, now, zone);
  return (
    <>
      <span style={clock === null ? { visibility: 'hidden' } : {}}>{day}</span>
      <Text size="xs" c="dimmed" component="div">
        {t(lastDay.rule, {
          days: refreshTokenIdleDays ?? 0,
          provider: connection.providerLabel,
          secret: secret.name,
        })}
      </Text>
    </>
  );
}
