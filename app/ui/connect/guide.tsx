'use client';

import { Paper, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useRef } from 'react';
import classes from './connect.module.css';
import type { FormValues } from './form-values.ts';
import { GuideStepItem } from './guide-step-item.tsx';
import { guideSteps } from './guide-values.ts';
import { useLit } from './lit-context.tsx';
import type { ProviderForm } from './provider-form.ts';

/** What to do at the provider, step by step in its own labels, for the choices made in the form; folded where the form stands below. */
export function Guide({ provider, values }: { provider: ProviderForm; values: FormValues }) {
  const t = useTranslations('console.connect');
  const id = useId();
  const box = useBoxThatFollows();
  const isBeside = useMediaQuery('(min-width: 62.0625em)');
  const steps = guideSteps(provider, values);
  return (
    <div className={classes.guide} ref={box}>
      <Paper component="section" p={{ base: 'md', sm: 'lg' }} aria-labelledby={id}>
        <details className={classes.fold} open={isBeside || undefined}>
          <summary tabIndex={isBeside ? -1 : 0}>
            <Title order={2} id={id}>
              {t('guide', { provider: provider.label, id: provider.id })}
            </Title>
            <Text span size="sm" c="dimmed" className={classes.folded}>
              {t('guideSteps', { count: steps.length })}
            </Text>
            <IconChevronDown size={18} aria-hidden className={classes.folded} />
          </summary>
          <ol className={classes.steps}>
            {steps.map((step) => (
              <GuideStepItem key={step.id} provider={provider} step={step} values={values} />
            ))}
          </ol>
          <Text size="xs" c="dimmed" mt="sm" className={classes.pointing}>
            {t('guideKept')}
          </Text>
        </details>
      </Paper>
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
