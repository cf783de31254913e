'use client';

import { Anchor, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { CopyButton } from '#app/ui/copy-button.tsx';
import type { GuideStep } from '#lib/providers/index.ts';
import classes from './connect.module.css';
import type { FormValues } from './form-values.ts';
import { GuideCopies } from './guide-copies.tsx';
import { useLit } from './lit-context.tsx';
import type { ProviderForm } from './provider-form.ts';

const marks = {
  b: (text: ReactNode) => <strong>{text}</strong>,
  c: (text: ReactNode) => <code>{text}</code>,
};

/** The catalogue's texts of a provider are looked up by the step's id, which is data: the keys cannot be typed. */
type Texts = {
  (key: string, values?: Record<string, string>): string;
  rich: (key: string, values: typeof marks) => ReactNode;
  has: (key: string) => boolean;
};

type Props = { provider: ProviderForm; step: GuideStep; values: FormValues };

/** One numbered step: what to do, where, and what to paste there: values, or a command. */
export function GuideStepItem({ provider, step, values }: Props) {
  const t = useTranslations(`guide.${provider.id}`) as unknown as Texts;
  const tField = useTranslations('console.fields');
  const { isLit, pointing } = useLit(step.field, step.alsoFields);
  const ids = {
    clientId: values.clientId.trim() || `<${provider.application[values.grantKind]?.clientId?.label ?? ''}>`,
    senderAddress: values.senderAddress.trim() || `<${tField('senderAddress')}>`,
  };
  const command = t.has(`${step.id}.command`) ? t(`${step.id}.command`, ids) : null;
  return (
    <li className={classes.step} data-lit={isLit || undefined} {...pointing}>
      <div>
        <Text size="sm" fw={600}>
          {t(`${step.id}.title`)}
        </Text>
        <Text size="sm" c="dimmed" component="div">
          {t.rich(`${step.id}.text`, marks)}
        </Text>
        {step.copies && <GuideCopies provider={provider} step={step} values={values} />}
        {command && (
          <>
            <pre className={classes.command}>{command}</pre>
            <CopyButton value={command} what={t(`${step.id}.title`)} />
          </>
        )}
        {step.link && (
          <Anchor href={step.link} target="_blank" rel="noreferrer" size="sm" display="inline-block" mt={4}>
            {t(`${step.id}.link`)} <IconExternalLink size={13} aria-hidden style={{ verticalAlign: '-1px' }} />
          </Anchor>
        )}
      </div>
    </li>
  );
}
