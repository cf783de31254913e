'use client';

import { Group, Input, Paper, Text } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { HelpLink } from '#app/ui/help/help-link.tsx';
import { LitField } from './lit-field.tsx';
import type { ProviderForm } from './provider-form.ts';
import { RedirectUrl } from './redirect-url.tsx';

type Props = { provider: ProviderForm; error: ReactNode };

/** The redirect URL in a bar of its own, and what to do with it. */
export function RedirectBar({ provider, error }: Props) {
  const t = useTranslations('console.redirect');
  const own = useTranslations(`guide.${provider.id}.own`);
  return (
    <Paper component="section" withBorder p={{ base: 'md', sm: 'lg' }} mb="md" aria-label={t('label')}>
      <LitField field="redirectUrl">
        <RedirectUrl url={provider.redirectUrl} />
        {error && (
          <Input.Error size="sm" mt={8}>
            {error}
          </Input.Error>
        )}
        {provider.needsHttpsRedirect && provider.redirectUrl.startsWith('http:') && (
          <Group gap={8} wrap="nowrap" align="flex-start" mt={8} data-tone="warn" role="note">
            <IconAlertTriangleFilled size={18} className="mg-toned-icon" aria-hidden style={{ marginTop: 2 }} />
            <Text size="sm">{t('needsHttps', { provider: provider.label })}</Text>
          </Group>
        )}
        <Text size="sm" mt={8}>
          {own.rich('redirectPaste', { b: (text) => <strong>{text}</strong> })}
        </Text>
        <Text size="sm" c="dimmed" mt={4}>
          {t('before', { provider: provider.label, id: provider.id })}
        </Text>
        <Group gap="4px 20px" mt={8}>
          <HelpLink topic="redirect-url">{t('what')}</HelpLink>
          <HelpLink topic="redirect-mismatch">{t('mismatch')}</HelpLink>
        </Group>
      </LitField>
    </Paper>
  );
}
