'use client';

import { Modal, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Confirm } from '#app/ui/confirm.tsx';
import type { WebhookView } from '#lib/webhooks/schema.ts';
import { NewSecret } from './new-secret.tsx';
import { useNewSecret } from './use-webhook.ts';

type Props = { webhook: WebhookView; opened: boolean; onClose: () => void };

/** Asks, then shows the new secret this one time. */
export function ReplaceSecret({ webhook, opened, onClose }: Props) {
  const t = useTranslations('console.webhooks');
  const replace = useNewSecret(webhook.id);
  if (replace.data) {
    return (
      <Modal
        opened={opened}
        onClose={onClose}
        onExitTransitionEnd={replace.reset}
        title={t('newSecret')}
        closeOnClickOutside={false}
        closeOnEscape={false}
        withCloseButton={false}
      >
        <NewSecret secret={replace.data.secret} onClose={onClose} />
      </Modal>
    );
  }
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      onConfirm={() => replace.mutate()}
      title={t('newSecret')}
      action={t('newSecretNow')}
      pending={replace.isPending}
      error={replace.error}
    >
      <Text size="sm">{t('newSecretWhat')}</Text>
      {webhook.oldSecretUntil !== null && (
        <Text size="sm" mt="xs" fw={600}>
          {t('newSecretAgain')}
        </Text>
      )}
    </Confirm>
  );
}
