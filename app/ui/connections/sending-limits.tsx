'use client';

import { Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import { DayRead } from '#app/ui/day-read.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { providerRules, type SendingLimit } from '#lib/providers/schema.ts';

/** What the provider lets one mailbox send, in words; nothing where its data names no limit. */
export function SendingLimits({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.limits');
  const format = useFormatter();
  const { limits = [] } = providerRules[connection.provider];
  const own = limits.filter(({ transports }) => transports?.includes(connection.transport) ?? true);
  const [first] = own;
  if (!first) return null;
  const kinds = [...new Set(own.map(({ account }) => account))];
  const told = (limit: SendingLimit) => t(limit.of, { most: limit.most });
  const listOf = (account: string | undefined) =>
    format.list(own.filter((limit) => limit.account === account).map(told), { type: 'conjunction' });
  return (
    <Text size="xs" c="dimmed" mt="sm">
      {t('lead', { provider: connection.providerLabel })}{' '}
      {kinds.map((account) => (account ? t('of', { account, list: listOf(account) }) : listOf(account))).join('; ')}.{' '}
      <DayRead source={first.source} day={first.readOn} />
    </Text>
  );
}
