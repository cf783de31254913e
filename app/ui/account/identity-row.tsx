'use client';

import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { z } from 'zod';
import { api } from '#app/ui/api.ts';
import { Confirm } from '#app/ui/confirm.tsx';
import { Moment } from '#app/ui/moment.tsx';
import type { IdentityView } from '#lib/accounts/schema.ts';
import { identitiesKey } from './queries.ts';

/** One account elsewhere that lets this person in, and its end. */
export function IdentityRow({ identity }: { identity: IdentityView }) {
  const t = useTranslations('console.account');
  const queryClient = useQueryClient();
  const [asking, { open, close }] = useDisclosure(false);
  const { id, label, address, offered, createdAt, lastUsedAt } = identity;
  const name = address ? `${label} · ${address}` : label;
  const unlink = useMutation({
    mutationFn: () => api(`/api/account/identities/${id}`, { tenant: null, method: 'DELETE', schema: z.unknown() }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: identitiesKey });
      close();
    },
  });
  return (
    <li className="mg-row">
      <div className="mg-row-main">
        <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {label}
          {!offered && ` (${t('notOffered')})`}
        </Text>
        {address && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {address}
          </Text>
        )}
        <Text size="xs" c="dimmed" component="div">
          {t('linkedOn')} <Moment at={createdAt} />
          {' · '}
          {lastUsedAt ? t('lastUsed') : t('neverUsed')} {lastUsedAt && <Moment at={lastUsedAt} />}
        </Text>
      </div>
      <Button variant="default" size="xs" onClick={open} aria-label={t('unlinkNamed', { name })}>
        {t('unlink')}
      </Button>
      <Confirm
        opened={asking}
        onClose={close}
        onConfirm={() => unlink.mutate()}
        title={t('unlinkNamed', { name })}
        action={t('unlinkNow')}
        pending={unlink.isPending}
        error={unlink.error}
      >
        <Text size="sm">{t('unlinkWhat')}</Text>
      </Confirm>
    </li>
  );
}
