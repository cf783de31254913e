'use client';

import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { z } from 'zod';
import { api } from '#app/ui/api.ts';
import { Confirm } from '#app/ui/confirm.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRule, showsSecret } from '#lib/providers/schema.ts';
import { hasGrant } from './has-grant.ts';
import { connectionKeys } from './queries.ts';
import { RevocationForecast } from './revocation-forecast.tsx';

type Props = { connection: ConnectionView; opened: boolean; onClose: () => void };

/** Throws away a connection that never went, or no longer goes, to work. */
export function DiscardDialog({ connection, opened, onClose }: Props) {
  const t = useTranslations('console.discard');
  const { slug: tenant } = useTenant();
  const router = useRouter();
  const queryClient = useQueryClient();
  const discard = useMutation({
    mutationFn: () => api(`/api/v1/connections/${connection.id}`, { tenant, method: 'DELETE', schema: z.unknown() }),
    onSuccess: async () => {
      // Where the provider was asked to revoke, the connection's page says what came of it.
      const isTold = connection.revocation !== 'none' && hasGrant(connection);
      router.push(`/t/${tenant}/mail${isTold ? `/connections/${connection.id}` : ''}`);
      await queryClient.invalidateQueries({ queryKey: connectionKeys.all(tenant), exact: !isTold });
    },
  });
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      onConfirm={() => discard.mutate()}
      title={t('title', { address: connection.senderAddress })}
      action={t('action')}
      pending={discard.isPending}
      error={discard.error}
    >
      <Text size="sm">{t('what', { grantKind: connection.grantKind, secret: secretRule(connection).name })}</Text>
      {hasGrant(connection) && showsSecret(connection) && (
        <Text size="sm" component="div">
          <RevocationForecast connection={connection} />
        </Text>
      )}
    </Confirm>
  );
}
