'use client';

import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { ApiError } from './api.ts';

type Props = { error: unknown; title?: string; next?: string | undefined };

/** Says in a sentence what our own API refused, or that it did not answer; and what to do `next`, where that is known. */
export function ErrorNote({ error, title, next }: Props) {
  const t = useTranslations('console.errors');
  if (error === null || error === undefined) return null;
  const refusal = error instanceof ApiError ? error : null;
  const sentence = refusal?.code === 'unreachable' ? t('unreachable') : refusal?.message || t('unexpected');
  return (
    <Alert role="alert" variant="light" color="red" icon={<IconAlertTriangle />} title={title} className="mg-alert">
      {sentence}
      {next && (
        <Text size="sm" mt={4}>
          {next}
        </Text>
      )}
      {refusal?.requestId && (
        <Text size="xs" c="dimmed" mt={4} className="mono">
          {t('requestId', { id: refusal.requestId })}
        </Text>
      )}
    </Alert>
  );
}
