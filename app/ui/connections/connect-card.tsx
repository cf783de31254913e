'use client';

import { Button, Group, Paper, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { settingsPath } from './settings-path.ts';
import { useConnect } from './use-connection-action.ts';

/** For settings that are saved and have no grant yet: go and get it, or first give back the secret that was forgotten. */
export function ConnectCard({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.connectCard');
  const { slug } = useTenant();
  const connect = useConnect(connection.id);
  const kind = connection.hasClientSecret ? connection.grantKind : 'no_secret';
  const provider = connection.providerLabel;
  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }} className="mg-next">
      <Group justify="space-between" gap="md">
        <div style={{ flex: '1 1 320px' }}>
          <Text fw={600}>{t(`${kind}.title`)}</Text>
          <Text size="sm" c="dimmed">
            {t(`${kind}.text`, { provider, address: connection.senderAddress })}
          </Text>
        </div>
        {kind === 'no_secret' ? (
          <Button size="md" component={Link} href={settingsPath(slug, connection)}>
            {t('no_secret.action')}
          </Button>
        ) : (
          <Button
            size="md"
            loading={connect.isPending || Boolean(connect.data?.authorizeUrl)}
            onClick={() => connect.mutate()}
          >
            {t(`${kind}.action`, { provider })}
          </Button>
        )}
      </Group>
      {connect.isError && (
        <div style={{ marginTop: 12 }}>
          <ErrorNote error={connect.error} />
        </div>
      )}
    </Paper>
  );
}
