'use client';

import { Paper, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { CopyButton } from '#app/ui/copy-button.tsx';
import classes from './connect.module.css';
import { LitField } from './lit-field.tsx';

/** The redirect URL, exactly the bytes that will be sent, and what to do with it. */
export function RedirectBar({ url, provider }: { url: string; provider: string }) {
  const t = useTranslations('console.redirect');
  return (
    <Paper component="section" withBorder p={{ base: 'md', sm: 'lg' }} mb="md" aria-label={t('label')}>
      <LitField field="redirectUrl">
        <Text size="sm" fw={600} mb={6} component="label" htmlFor="redirect-url" display="block">
          {t('label')}
        </Text>
        <div className={classes.redirect}>
          <textarea
            id="redirect-url"
            className={classes.url}
            readOnly
            rows={1}
            value={url}
            onFocus={(event) => event.currentTarget.select()}
            spellCheck={false}
          />
          <CopyButton value={url} what={t('label')} variant="filled" />
        </div>
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
