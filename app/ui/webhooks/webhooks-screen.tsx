'use client';

import { Button, Skeleton, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { EmptyState } from '#app/ui/empty-state.tsx';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { PageHeader } from '#app/ui/page-header.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { mostWebhooks } from '#lib/webhooks/schema.ts';
import { AddWebhook } from './add-webhook.tsx';
import { webhooksQuery } from './queries.ts';
import { SignatureNote } from './signature-note.tsx';
import { WebhookCard } from './webhook-card.tsx';

/** The systems that this tenant has told of its mail's troubles, and how that went. */
export function WebhooksScreen() {
  const t = useTranslations('console.webhooks');
  const { slug } = useTenant();
  const [adding, { open, close }] = useDisclosure(false);
  const { data, error, refetch } = useQuery(webhooksQuery(slug));
  const webhooks = data?.webhooks ?? [];
  const isFull = webhooks.length >= mostWebhooks;
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={open} disabled={isFull}>
      {t('add')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={isFull ? t('full', { most: mostWebhooks }) : t('lead')}
        aside={webhooks.length > 0 && add}
      />
      <Stack gap="md">
        {error && <ErrorNote error={error} onRetry={() => refetch()} />}
        {!data && !error && <Skeleton height={220} radius="lg" aria-busy />}
        {data && webhooks.length === 0 && (
          <EmptyState icon={<IconWebhook size={24} />} title={t('empty.title')} text={t('empty.text')}>
            {add}
          </EmptyState>
        )}
        {webhooks.map((webhook) => (
          <WebhookCard key={webhook.id} webhook={webhook} />
        ))}
        {data && <SignatureNote />}
      </Stack>
      <AddWebhook opened={adding} onClose={close} />
    </>
  );
}
