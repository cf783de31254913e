'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Section } from '#app/ui/section.tsx';
import classes from './connect.module.css';
import type { FormValues } from './form-values.ts';
import { GuideStepItem } from './guide-step-item.tsx';
import { useLit } from './lit-context.tsx';
import type { ProviderForm } from './provider-form.ts';

/** What to do at the provider, step by step in its own labels, for the choices made in the form. */
export function Guide({ provider, values }: { provider: ProviderForm; values: FormValues }) {
  const t = useTranslations('console.connect');
  const box = useBoxThatFollows();
  const steps = provider.guide.filter(
    (step) =>
      (step.grantKinds?.includes(values.grantKind) ?? true) && (step.transports?.includes(values.transport) ?? true),
  );
  return (
    <div className={classes.guide} ref={box}>
      <Section title={t('guide', { provider: provider.label, id: provider.id })}>
        <ol className={classes.steps}>
          {steps.map((step) => (
            <GuideStepItem key={step.id} provider={provider} step={step} values={values} />
          ))}
        </ol>
        <Text size="xs" c="dimmed" mt="sm" className={classes.pointing}>
          {t('guideKept')}
        </Text>
      </Section>
    </div>
  );
}

/** Where the guide stays beside the form and is taller than the window, it shows the step of the field in hand. */
function useBoxThatFollows() {
  const box = useRef<HTMLDivElement>(null);
  const { lit } = useLit(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step that is lit is found on the page, not in a value
  useEffect(() => {
    const step = box.current?.querySelector('[data-lit]');
    if (!box.current || !step || box.current.scrollHeight <= box.current.clientHeight) return;
    const [outer, inner] = [box.current.getBoundingClientRect(), step.getBoundingClientRect()];
    if (inner.top < outer.top) box.current.scrollTop -= outer.top - inner.top + 16;
    if (inner.bottom > outer.bottom) box.current.scrollTop += inner.bottom - outer.bottom + 16;
  }, [lit]);
  return box;
}
