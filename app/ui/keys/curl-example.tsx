'use client';

import { Box, Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { CopyButton } from '#app/ui/copy-button.tsx';
import { Verbatim } from '#app/ui/verbatim.tsx';

/** Three lines that prove a key works. */
export function CurlExample({ publicUrl }: { publicUrl: string }) {
  const t = useTranslations('console.keys');
  const command = [
    'curl --fail-with-body \\',
    '  -H "Authorization: Bearer $MAILGRANT_KEY" \\',
    `  ${publicUrl}/api/v1/connections`,
  ].join('\n');
  return (
    <Box w="100%" pt="xs">
      <Group justify="space-between" gap="xs" mb={8} wrap="nowrap">
        <Text size="sm">{t('curl')}</Text>
        <CopyButton value={command} what={t('command')} />
      </Group>
      <Verbatim label={t('command')} keepLines>
        {command}
      </Verbatim>
    </Box>
  );
}
