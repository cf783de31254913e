'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Section } from '#app/ui/section.tsx';
import classes from './connect.module.css';
import type { FormValues } from './form-values.ts';
import { GuideStepItem } from './guide-step-item.tsx';
import type { ProviderForm } from './provider-form.ts';

/** What to do at the provider, step by step in its own labels, for the choices made in the form. */
export function Guide({ provider, values }: { provider: ProviderForm; values: FormValues }) {
  const t = useTranslations('console.connect');
  const steps = provider.guide.filter(
    (step) =>
      (step.grantKinds?.includes(values.grantKind) ?? true) && (step.transports?.includes(values.transport) ?? true),
  );
  return (
    <Section title={t('guide', { provider: provider.label })}>
      <ol className={classes.steps}>
        {steps.map((step) => (
          <GuideStepItem key={step.id} provider={provider.id} step={step} values={values} />
        ))}
      </ol>
      <Text size="xs" c="dimmed" mt="sm">
        {t('guideKept')}
      </Text>
    </Section>
  );
}
