'use client';

import { Input, Paper, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { LitField } from './lit-field.tsx';
import { RedirectUrl } from './redirect-url.tsx';

type Props = { url: string; provider: string; error: ReactNode };

/** The redirect URL in a bar of its own, and what to do with it. */
export function RedirectBar({ url, provider, error }: Props) {
  const t = useTranslations('console.redirect');
  return (
    <Paper component="section" withBorder p={{ base: 'md', sm: 'lg' }} mb="md" aria-label={t('label')}>
      <LitField field="redirectUrl">
        <RedirectUrl url={url} />
        {error && (
          <Input.Error size="sm" mt={8}>
            {error}
          </Input.Error>
        )}
        <Text size="sm" mt={8}>
          {t.rich('paste', { b: (text) => <strong>{text}</strong> })}
        </Text>
        <Text size="sm" c="dimmed" mt={4}>
          {t('before', { provider })}
        </Text>
      </LitField>
    </Paper>
  );
}
