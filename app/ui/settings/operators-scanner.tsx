'use client';

import { Button, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { ScannerAnswer } from './scanner-answer.tsx';
import { useScannerTest } from './use-scanner-test.ts';

/** The one that is set for every tenant: an administrator may ask whether it answers. */
export function OperatorsScanner() {
  const t = useTranslations('console.settings.scanner');
  const test = useScannerTest();
  return (
    <Stack gap="sm" align="flex-start">
      <Button variant="default" loading={test.isPending} onClick={() => test.mutate({})}>
        {t('test')}
      </Button>
      <ErrorNote error={test.error} />
      {test.data && <ScannerAnswer test={test.data} isSaved={false} />}
    </Stack>
  );
}
