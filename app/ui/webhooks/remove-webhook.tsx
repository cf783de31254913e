'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Confirm } from '#app/ui/confirm.tsx';
import type { WebhookView } from '#lib/webhooks/schema.ts';
import { useRemove } from './use-webhook.ts';

type Props = { webhook: WebhookView; opened: boolean; onClose: () => void };

/** Asks, then forgets the webhook with what waits for it. */
export function RemoveWebhook({ webhook, opened, onClose }: Props) {
  const t = useTranslations('console.webhooks');
  const remove = useRemove(webhook.id);
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      onConfirm={() => remove.mutate(undefined, { onSuccess: onClose })}
      title={t('removeTitle')}
      action={t('removeNow')}
      pending={remove.isPending}
      error={remove.error}
    >
      <Text size="sm">{t('removeWhat', { url: webhook.url })}</Text>
    </Confirm>
  );
}
