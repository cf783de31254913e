'use client';

import { Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconAdjustments,
  IconChevronDown,
  IconKey,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { toast } from '#app/ui/toast.tsx';
import type { WebhookView } from '#lib/webhooks/schema.ts';
import { ChangeWebhook } from './change-webhook.tsx';
import { RemoveWebhook } from './remove-webhook.tsx';
import { ReplaceSecret } from './replace-secret.tsx';
import { useChange } from './use-webhook.ts';

/** What can be changed about a webhook. */
export function WebhookMenu({ webhook, called }: { webhook: WebhookView; called: string }) {
  const t = useTranslations('console.webhooks');
  const [changing, change] = useDisclosure(false);
  const [replacing, replace] = useDisclosure(false);
  const [removing, remove] = useDisclosure(false);
  const pause = useChange(webhook.id);
  const { isEnabled } = webhook;
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <Button
            variant="default"
            size="xs"
            rightSection={<IconChevronDown size={14} aria-hidden />}
            loading={pause.isPending}
            aria-label={t('changeNamed', { name: called })}
          >
            {t('more')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconAdjustments size={16} />} onClick={change.open}>
            {t('change')}
          </Menu.Item>
          <Menu.Item
            leftSection={isEnabled ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
            onClick={() =>
              pause.mutate({ isEnabled: !isEnabled }, { onError: (error) => toast(<ErrorNote error={error} />) })
            }
          >
            {t(isEnabled ? 'pause' : 'resume')}
          </Menu.Item>
          <Menu.Item leftSection={<IconKey size={16} />} onClick={replace.open}>
            {t('newSecret')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconTrash size={16} />} className="mg-danger-item" onClick={remove.open}>
            {t('remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {changing && <ChangeWebhook webhook={webhook} opened={changing} onClose={change.close} />}
      <ReplaceSecret webhook={webhook} opened={replacing} onClose={replace.close} />
      <RemoveWebhook webhook={webhook} opened={removing} onClose={remove.close} />
    </>
  );
}
