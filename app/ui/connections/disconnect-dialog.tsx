'use client';

import { List, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Confirm } from '#app/ui/confirm.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { useConnectionAction } from './use-connection-action.ts';

type Props = { connection: ConnectionView; opened: boolean; onClose: () => void };

/** Before the tokens are forgotten: what stops, what stays at the provider, and how to end it there too. */
export function DisconnectDialog({ connection, opened, onClose }: Props) {
  const t = useTranslations('console.disconnect');
  const disconnect = useConnectionAction(connection.id, 'disconnect');
  const provider = connection.providerLabel;
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      onConfirm={() => disconnect.mutate(undefined, { onSuccess: onClose })}
      title={t('title', { address: connection.senderAddress })}
      action={t('action')}
      pending={disconnect.isPending}
      error={disconnect.error}
    >
      <List size="sm" spacing={6}>
        {connection.stage === 'active' && <List.Item>{t('stops', { name: connection.senderName })}</List.Item>}
        <List.Item>{t('forgets')}</List.Item>
        {connection.revocation === 'none' && <List.Item>{t('noRevocation', { provider })}</List.Item>}
      </List>
      <Text size="sm" c="dimmed">
        {t('stays')}
      </Text>
    </Confirm>
  );
}
