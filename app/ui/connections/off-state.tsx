'use client';

import { Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Pill } from '#app/ui/pill.tsx';

/** The state of a tenant's mail while no connection is active. */
export function OffState() {
  const t = useTranslations('console.off');
  return (
    <Group gap="xs">
      <Pill tone="off">{t('word')}</Pill>
      <Text size="sm" fw={500}>
        {t('meaning')}
      </Text>
    </Group>
  );
}
