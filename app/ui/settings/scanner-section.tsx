'use client';

import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Moment } from '#app/ui/moment.tsx';
import { Pill } from '#app/ui/pill.tsx';
import { Section } from '#app/ui/section.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ScannerView } from '#lib/files/schema.ts';
import { OperatorsScanner } from './operators-scanner.tsx';
import { scannerQuery } from './queries.ts';
import { RemoveScanner } from './remove-scanner.tsx';
import { ScannerForm } from './scanner-form.tsx';
import { scannerState } from './scanner-state.ts';

/** By what uploads are scanned for viruses, and what may be done about it. */
export function ScannerSection({ initial }: { initial: ScannerView }) {
  const t = useTranslations('console.settings.scanner');
  const { slug, may } = useTenant();
  const { data: scanner } = useQuery({ ...scannerQuery(slug), initialData: initial });
  /** Each leaves an empty form behind. */
  const [removals, count] = useState(0);
  const { setBy } = scanner;
  const { word, tone } = scannerState(scanner);
  const mayChange = may('connections:admin');
  return (
    <Section title={t('title')} lead={t('lead')} aside={<Pill tone={tone}>{t(word)}</Pill>}>
      <Stack gap="md">
        <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }} aria-live="polite">
          <Said scanner={scanner} />
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

/** What becomes of an upload now, by how the scanner was when it was last asked. */
function Said({ scanner }: { scanner: ScannerView }) {
  const t = useTranslations('console.settings.scanner');
  const { setBy, host, port, whenUnreachable, lastSeen } = scanner;
  const of = { setBy: setBy ?? 'none', place: `${host}:${port}`, when: whenUnreachable };
  if (setBy && lastSeen?.answers === false) {
    return t.rich('silentSince', { ...of, since: () => <Moment at={lastSeen.since} /> });
  }
  return (
    <>
      {t('by', of)} {setBy && t(`when.${whenUnreachable}`)}{' '}
      {setBy && (lastSeen ? t.rich('answered', { at: () => <Moment at={lastSeen.at} /> }) : t('neverAsked'))}
    </>
  );
}
