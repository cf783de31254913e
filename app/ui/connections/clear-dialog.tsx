'use client';

import { List, Skeleton, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '#app/ui/api.ts';
import { Confirm } from '#app/ui/confirm.tsx';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { type Cleared, type ClearingForecast, type ConnectionView, clearedSchema } from '#lib/connections/schema.ts';
import { hasGrant } from './has-grant.ts';
import { clearingQuery, connectionKeys } from './queries.ts';
import { useAccessSentence } from './revocation-forecast.tsx';

type Props = {
  connections: ConnectionView[];
  opened: boolean;
  onClose: () => void;
  onCleared: (cleared: Cleared) => void;
};

/** Before all mail settings are deleted: each connection by name, and what becomes of its access at the provider. */
export function ClearDialog({ connections, opened, onClose, onCleared }: Props) {
  const t = useTranslations('console.clear');
  const { slug: tenant, name } = useTenant();
  const queryClient = useQueryClient();
  const { data, error } = useQuery({ ...clearingQuery(tenant), enabled: opened });
  const clear = useMutation({
    mutationFn: () => api('/api/v1/connections?clear=everything', { tenant, method: 'DELETE', schema: clearedSchema }),
    onSuccess: (cleared) => {
      onCleared(cleared);
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: connectionKeys.all(tenant) }),
  });
  const isActive = connections.some(({ stage }) => stage === 'active');
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      onConfirm={() => clear.mutate()}
      title={t('title', { tenant: name })}
      action={t('action')}
      pending={clear.isPending}
      error={clear.error}
    >
      <Text size="sm">{t(isActive ? 'whatActive' : 'what', { count: connections.length, tenant: name })}</Text>
      {error && <ErrorNote error={error} />}
      {!data && !error && <Skeleton height={20 + 44 * connections.length} />}
      {data && (
        <List size="sm" spacing={8} style={{ overflowWrap: 'anywhere' }}>
          {data.connections.map(({ id, providerLabel, senderAddress, senderName, stage }) => (
            <List.Item key={id}>
              {t(stage, { provider: providerLabel, address: senderAddress, name: senderName })}
            </List.Item>
          ))}
        </List>
      )}
      {data && <Accesses connections={connections} forecast={data} />}
      <Text size="sm" c="dimmed">
        {t('stays')}
      </Text>
    </Confirm>
  );
}

type AccessesProps = { connections: ConnectionView[]; forecast: ClearingForecast };

/** What becomes of the accesses at their providers, each sentence once; nobody consented to one that holds no token. */
export function Accesses({ connections, forecast }: AccessesProps) {
  const sentenceOf = useAccessSentence();
  const sentences = forecast.connections.flatMap(({ id, access }) => {
    const connection = connections.find((one) => one.id === id);
    return connection && access !== 'none' && hasGrant(connection) ? [sentenceOf(connection, access)] : [];
  });
  return [...new Set(sentences)].map((sentence) => (
    <Text key={sentence} size="sm" c="dimmed">
      {sentence}
    </Text>
  ));
}
