'use client';

import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { CopyButton } from '#app/ui/copy-button.tsx';
import type { CreatedApiKey } from '#lib/accounts/schema.ts';

/** The key, this one time. */
export function NewKey({ created, onClose }: { created: CreatedApiKey; onClose: () => void }) {
  const t = useTranslations('console.keys');
  return (
    <Stack gap="md">
      <Text size="sm">{t('once', { name: created.apiKey.name })}</Text>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <output className="mg-reply" style={{ flex: 1 }} aria-label={t('theKey')}>
          {created.key}
        </output>
        <CopyButton value={created.key} what={t('theKey')} variant="filled" />
      </Group>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('kept')}
        </Button>
      </Group>
    </Stack>
  );
}
