'use client';

import { Button, Group, Paper, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRule } from '#lib/providers/schema.ts';
import { missingProof } from './has-grant.ts';
import { NamedEndNote } from './named-end-note.tsx';
import { connectionsQuery } from './queries.ts';
import { RevocationForecast } from './revocation-forecast.tsx';
import { useConnectionAction } from './use-connection-action.ts';
import { useVerify } from './use-verify.tsx';

type Props = { connection: ConnectionView };

/** The last step of setting up: this connection takes over, and what that ends; or what must succeed before. */
export function ActivateCard({ connection }: Props) {
  const { slug } = useTenant();
  const { data } = useQuery(connectionsQuery(slug));
  // The page gives the list along: without it nobody knows what would be destroyed.
  if (!data) return null;
  const current = data.connections.find((other) => other.stage === 'active' && other.id !== connection.id);
  const proof = missingProof(connection, current !== undefined);
  if (proof) return <NotYet connection={connection} proof={proof} />;
  return <Ready connection={connection} current={current} />;
}

function Ready({ connection, current }: Props & { current: ConnectionView | undefined }) {
  const t = useTranslations('console.activate');
  const activate = useConnectionAction(connection.id, 'activate');
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
      <EndOf connection={connection} />
      {activate.isError && (
        <div style={{ marginTop: 12 }}>
          <ErrorNote error={activate.error} />
        </div>
      )}
    </Paper>
  );
}

function NotYet({ connection, proof }: Props & { proof: 'verify' | 'test_email' }) {
  const t = useTranslations('console.activate.notYet');
  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }}>
      <Group justify="space-between" gap="md">
        <div style={{ flex: '1 1 320px' }}>
          <Text fw={600}>{t('title')}</Text>
          <Text size="sm" c="dimmed">
            {t(proof)}
          </Text>
        </div>
        {proof === 'verify' && <Verify connection={connection} />}
      </Group>
      <EndOf connection={connection} />
    </Paper>
  );
}

function Verify({ connection }: Props) {
  const t = useTranslations('console.steps');
  const verify = useVerify(connection);
  return (
    <Button variant="default" loading={verify.isPending} onClick={() => verify.mutate()}>
      {t('verify')}
    </Button>
  );
}

/** The named end of its grant, where there is one. */
function EndOf({ connection }: Props): ReactNode {
  const { grant } = connection;
  if (grant?.refreshTokenIdleDays !== null || grant.refreshTokenEndsAt === null) return null;
  return (
    <div style={{ marginTop: 12 }}>
      <NamedEndNote connection={connection} />
    </div>
  );
}
