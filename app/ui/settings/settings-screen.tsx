'use client';

import { Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { ReadOnlyNote } from '#app/ui/connections/read-only-note.tsx';
import { PageHeader } from '#app/ui/page-header.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ScannerView } from '#lib/files/schema.ts';
import { ScannerSection } from './scanner-section.tsx';

/** What holds for the whole tenant. */
export function SettingsScreen({ scanner }: { scanner: ScannerView }) {
  const t = useTranslations('console.settings');
  const { name } = useTenant();
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead', { tenant: name })} />
      <Stack gap="md">
        <ScannerSection initial={scanner} />
        <ReadOnlyNote />
      </Stack>
    </>
  );
}
