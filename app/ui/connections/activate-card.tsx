'use client';

import { Button, Group, Paper, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { connectionsQuery } from './queries.ts';
import { useConnectionAction } from './use-connection-action.ts';

/** The last step of setting up: this connection takes over, and what that ends. */
export function ActivateCard({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.activate');
  const { slug } = useTenant();
  const { data } = useQuery(connectionsQuery(slug));
  const activate = useConnectionAction(connection.id, 'activate');
  const current = data?.connections.find((other) => other.stage === 'active' && other.id !== connection.id);
  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }} className="mg-next">
      <Group justify="space-between" gap="md">
        <div style={{ flex: '1 1 320px' }}>
          <Text fw={600}>{t('title')}</Text>
          <Text size="sm" c="dimmed">
            {current ? t('replaces', { address: current.senderAddress }) : t('first')}
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
      {activate.isError && (
        <div style={{ marginTop: 12 }}>
          <ErrorNote error={activate.error} />
        </div>
      )}
    </Paper>
  );
}
