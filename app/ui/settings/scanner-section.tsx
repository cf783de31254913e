'use client';

import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Pill } from '#app/ui/pill.tsx';
import { Section } from '#app/ui/section.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ScannerView } from '#lib/files/schema.ts';
import { OperatorsScanner } from './operators-scanner.tsx';
import { scannerQuery } from './queries.ts';
import { RemoveScanner } from './remove-scanner.tsx';
import { ScannerForm } from './scanner-form.tsx';

/** By what uploads are scanned for viruses, and what may be done about it. */
export function ScannerSection({ initial }: { initial: ScannerView }) {
  const t = useTranslations('console.settings.scanner');
  const { slug, may } = useTenant();
  const { data: scanner } = useQuery({ ...scannerQuery(slug), initialData: initial });
  /** Each leaves an empty form behind. */
  const [removals, count] = useState(0);
  const { setBy, host, port, whenUnreachable } = scanner;
  const sentences = {
    operator: t('operators'),
    tenant: t('own', { place: `${host}:${port}` }),
    none: t('none'),
  };
  const mayChange = may('connections:admin');
  return (
    <Section
      title={t('title')}
      lead={t('lead')}
      aside={<Pill tone={setBy ? 'good' : 'off'}>{t(setBy ? 'on' : 'off')}</Pill>}
    >
      <Stack gap="md">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {sentences[setBy ?? 'none']} {setBy && t(`when.${whenUnreachable}`)}
        </Text>
        {mayChange && setBy === 'operator' && <OperatorsScanner />}
        {mayChange && setBy !== 'operator' && (
          <ScannerForm key={removals} scanner={scanner}>
            {setBy && <RemoveScanner onRemoved={() => count(removals + 1)} />}
          </ScannerForm>
        )}
      </Stack>
    </Section>
  );
}
