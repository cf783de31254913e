'use client';

import { Button, Group, Paper, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRule } from '#lib/providers/schema.ts';
import { NamedEndNote } from './named-end-note.tsx';
import { connectionsQuery } from './queries.ts';
import { RevocationForecast } from './revocation-forecast.tsx';
import { useConnectionAction } from './use-connection-action.ts';

/** The last step of setting up: this connection takes over, and what that ends. */
export function ActivateCard({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.activate');
  const { slug } = useTenant();
  const { data } = useQuery(connectionsQuery(slug));
  const activate = useConnectionAction(connection.id, 'activate');
  const current = data?.connections.find((other) => other.stage === 'active' && other.id !== connection.id);
  const { grant } = connection;
  const hasNamedEnd = grant?.refreshTokenIdleDays === null && grant.refreshTokenEndsAt !== null;
  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }} className="mg-next">
      <Group justify="space-between" gap="md">
        <div style={{ flex: '1 1 320px' }}>
          {connection.grantKind === 'authorization_code' && (
            <Text size="sm" c="dimmed">
              {t('configured')}
            </Text>
          )}
          <Text fw={600}>{t('title')}</Text>
          <Text size="sm" c="dimmed" component="div">
            {current
              ? t('replaces', {
                  provider: current.providerLabel,
                  address: current.senderAddress,
                  grantKind: current.grantKind,
                  secret: secretRule(current).name,
                })
              : t('first')}{' '}
            {current && current.revocation !== 'none' && <RevocationForecast connection={current} />}
          </Text>
          {current && connection.health === 'untested' && (
            <Text size="sm" mt={4}>
              {t('untested')}
            </Text>
          )}
        </div>
        <Button size="md" loading={activate.isPending} onClick={() => activate.mutate(undefined)}>
          {t('action')}
        </Button>
      </Group>
      {hasNamedEnd && (
        <div style={{ marginTop: 12 }}>
          <NamedEndNote connection={connection} />
        </div>
      )}
      {activate.isError && (
        <div style={{ marginTop: 12 }}>
          <ErrorNote error={activate.error} />
        </div>
      )}
    </Paper>
  );
}
