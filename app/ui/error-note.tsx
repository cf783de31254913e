'use client';

import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { ApiError } from './api.ts';

/** Says in a sentence what our own API refused, or that it did not answer. */
export function ErrorNote({ error, title }: { error: unknown; title?: string }) {
  const t = useTranslations('console.errors');
  if (error === null || error === undefined) return null;
  const refusal = error instanceof ApiError ? error : null;
  const sentence = refusal?.code === 'unreachable' ? t('unreachable') : refusal?.message || t('unexpected');
  return (
    <Alert role="alert" variant="light" color="red" icon={<IconAlertTriangle />} title={title} className="mg-alert">
      {sentence}
      {refusal?.requestId && (
        <Text size="xs" c="dimmed" mt={4} className="mono">
          {t('requestId', { id: refusal.requestId })}
        </Text>
      )}
    </Alert>
  );
}
