'use client';

import { List, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Confirm } from '#app/ui/confirm.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRule, showsSecret } from '#lib/providers/schema.ts';
import { hasGrant } from './has-grant.ts';
import { RevocationForecast } from './revocation-forecast.tsx';
import { useConnectionAction } from './use-connection-action.ts';

type Props = { connection: ConnectionView; opened: boolean; onClose: () => void };

/** Before the tokens are forgotten: what stops, and what becomes of the access at the provider. */
export function DisconnectDialog({ connection, opened, onClose }: Props) {
  const t = useTranslations('console.disconnect');
  const disconnect = useConnectionAction(connection.id, 'disconnect');
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      onConfirm={() => disconnect.mutate(undefined, { onSuccess: onClose })}
      title={t('title', { address: connection.senderAddress })}
      action={t('action', { grantKind: connection.grantKind })}
      pending={disconnect.isPending}
      error={disconnect.error}
    >
      <List size="sm" spacing={6}>
        {connection.stage === 'active' && <List.Item>{t('stops', { name: connection.senderName })}</List.Item>}
        <List.Item>{t('forgets', { grantKind: connection.grantKind, secret: secretRule(connection).name })}</List.Item>
        {hasGrant(connection) && showsSecret(connection) && (
          <List.Item>
            <RevocationForecast connection={connection} />
          </List.Item>
        )}
      </List>
      <Text size="sm" c="dimmed">
        {t('stays')}
      </Text>
    </Confirm>
  );
}
