'use client';

import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { connectionsQuery } from './queries.ts';

/** On the page of a connection that is history: what mail goes out through now. Its line is kept while that is read. */
export function SuccessorNote() {
  const t = useTranslations('console.connection');
  const { slug } = useTenant();
  const { data } = useQuery(connectionsQuery(slug));
  const active = data?.connections.find(({ stage }) => stage === 'active');
  return (
    <Text size="sm" mih="1.55em" style={{ overflowWrap: 'anywhere' }}>
      {active &&
        t.rich('now', {
          provider: active.providerLabel,
          address: active.senderAddress,
          link: (text) => (
            <Anchor component={Link} href={`/t/${slug}/mail/connections/${active.id}`} size="sm">
              {text}
            </Anchor>
          ),
        })}
      {data && !active && t('nothingNow')}
    </Text>
  );
}
