'use client';

import { Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '#app/ui/api.ts';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { webhookEvents, webhookWithSecretSchema } from '#lib/webhooks/schema.ts';
import { NewSecret } from './new-secret.tsx';
import { webhooksKey } from './queries.ts';
import { WebhookForm, type WebhookValues } from './webhook-form.tsx';

/** Adds a webhook, and shows its secret this one time. */
export function AddWebhook({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTranslations('console.webhooks');
  const { slug: tenant } = useTenant();
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: (body: WebhookValues) =>
      api('/api/v1/webhooks', { tenant, method: 'POST', body, schema: webhookWithSecretSchema }),
    // The answer holds the secret: it leaves memory with the dialog.
    gcTime: 0,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: webhooksKey(tenant) }),
  });
  // A secret on its way or on show is lost for good when its dialog closes by a slip.
  const held = create.isPending || create.isSuccess;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={create.reset}
      title={t(create.data ? 'added' : 'add')}
      closeOnClickOutside={!held}
      closeOnEscape={!held}
      withCloseButton={!held}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {create.data ? (
        <NewSecret secret={create.data.secret} onClose={onClose} />
      ) : (
        <WebhookForm
          initial={{ name: '', url: '', events: [...webhookEvents] }}
          action={t('addNow')}
          pending={create.isPending}
          error={create.error}
          onCancel={onClose}
          onSubmit={(values, refused) => create.mutate(values, { onError: refused })}
        />
      )}
    </Modal>
  );
}
