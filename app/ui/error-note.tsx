'use client';

import { Alert, Button, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { ApiError } from './api.ts';
import { CopyableCode } from './copyable-code.tsx';

type Props = { error: unknown; title?: string; next?: string | undefined; onRetry?: () => void };

/** Says in a sentence what our own API refused, or that it did not answer; and what to do `next`, where that is known. */
export function ErrorNote({ error, title, next, onRetry }: Props) {
  const t = useTranslations('console.errors');
  if (error === null || error === undefined) return null;
  const refusal = error instanceof ApiError ? error : null;
  return (
    <Alert role="alert" variant="light" color="red" icon={<IconAlertTriangle />} title={title} className="mg-alert">
      {refusal?.code === 'unreachable' ? t('unreachable') : sentenceOf(refusal) || t('unexpected')}
      {next && (
        <Text size="sm" mt={4}>
          {next}
        </Text>
      )}
      {refusal?.requestId && (
        <Text size="xs" c="dimmed" mt={4} component="div">
          {t('request')} <CopyableCode value={refusal.requestId} what={t('theRequest')} />
        </Text>
      )}
      {onRetry && (
        <Button variant="default" size="xs" mt="sm" onClick={onRetry}>
          {t('again')}
        </Button>
      )}
    </Alert>
  );
}

/** The words of a refusal. A fault of ours has none but its request id, which stands beneath anyway. */
function sentenceOf(refusal: ApiError | null): string | undefined {
  return refusal?.code === 'internal' ? undefined : refusal?.message;
}
