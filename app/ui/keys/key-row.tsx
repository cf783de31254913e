'use client';

import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { z } from 'zod';
import { api } from '#app/ui/api.ts';
import { Confirm } from '#app/ui/confirm.tsx';
import { Moment } from '#app/ui/moment.tsx';
import { Pill } from '#app/ui/pill.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ApiKeyView } from '#lib/accounts/schema.ts';
import { keysKey } from './queries.ts';

/** One key: what it is for, what it may do, when it was last seen, and its end. */
export function KeyRow({ apiKey }: { apiKey: ApiKeyView }) {
  const t = useTranslations('console.keys');
  const { slug: tenant } = useTenant();
  const queryClient = useQueryClient();
  const [asking, { open, close }] = useDisclosure(false);
  const revoke = useMutation({
    mutationFn: () => api(`/api/v1/api-keys/${apiKey.id}`, { tenant, method: 'DELETE', schema: z.unknown() }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keysKey(tenant) });
      close();
    },
  });
  return (
    <li className="mg-row">
      <div className="mg-row-main">
        <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {apiKey.name}{' '}
          <Text span size="xs" c="dimmed" className="mono">
            {apiKey.prefix}…
          </Text>
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {apiKey.scopes.join(' · ')}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {t(apiKey.createdBy ? 'madeBy' : 'made', { name: apiKey.createdBy ?? '' })} <Moment at={apiKey.createdAt} />
          {' · '}
          {apiKey.lastUsedAt ? t('lastUsed') : t('neverUsed')} {apiKey.lastUsedAt && <Moment at={apiKey.lastUsedAt} />}
        </Text>
      </div>
      {apiKey.revokedAt ? (
        <Pill tone="off">{t('revoked')}</Pill>
      ) : (
        <Button variant="default" size="xs" onClick={open} aria-label={t('revokeNamed', { name: apiKey.name })}>
          {t('revoke')}
        </Button>
      )}
      <Confirm
        opened={asking}
        onClose={close}
        onConfirm={() => revoke.mutate()}
        title={t('revokeNamed', { name: apiKey.name })}
        action={t('revokeNow')}
        pending={revoke.isPending}
        error={revoke.error}
      >
        <Text size="sm">{t('revokeWhat')}</Text>
      </Confirm>
    </li>
  );
}
