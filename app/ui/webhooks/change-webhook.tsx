'use client';

import { Modal } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { WebhookView } from '#lib/webhooks/schema.ts';
import { useChange } from './use-webhook.ts';
import { WebhookForm } from './webhook-form.tsx';

type Props = { webhook: WebhookView; opened: boolean; onClose: () => void };

/** Another address, another name, other events. */
export function ChangeWebhook({ webhook, opened, onClose }: Props) {
  const t = useTranslations('console.webhooks');
  const change = useChange(webhook.id);
  const { name, url, events } = webhook;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={change.reset}
      title={t('change')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <WebhookForm
        initial={{ name, url, events }}
        action={t('save')}
        pending={change.isPending}
        error={change.error}
        onCancel={onClose}
        onSubmit={(values, refused) => change.mutate(values, { onSuccess: onClose, onError: refused })}
      />
    </Modal>
  );
}
