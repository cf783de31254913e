'use client';

import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { CopyButton } from '#app/ui/copy-button.tsx';

/** The secret that signs, this one time. */
export function NewSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useTranslations('console.webhooks');
  return (
    <Stack gap="md">
      <Text size="sm">{t('once')}</Text>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <output className="mg-reply" style={{ flex: 1 }} aria-label={t('theSecret')}>
          {secret}
        </output>
        <CopyButton value={secret} what={t('theSecret')} variant="filled" />
      </Group>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('kept')}
        </Button>
      </Group>
    </Stack>
  );
}
