'use client';

import { useTranslations } from 'next-intl';
import { CopyButton } from '#app/ui/copy-button.tsx';
import type { GuideStep } from '#lib/providers/index.ts';
import { secretRuleIn } from '#lib/providers/schema.ts';
import { Breakable } from './breakable.tsx';
import classes from './connect.module.css';
import type { FormValues } from './form-values.ts';
import { type GuideValue, guideValues } from './guide-values.ts';
import type { ProviderForm } from './provider-form.ts';

type Props = { provider: ProviderForm; step: GuideStep; values: FormValues };

/** What a step has the person paste at the provider: each value with its label and Copy, or what will fill it. */
export function GuideCopies({ provider, step, values }: Props) {
  const t = useTranslations('console.copies');
  const labelOf = useLabels(provider, values);
  const secret = secretRuleIn(provider, values.grantKind, values.settings)?.label ?? '';
  return (
    <dl className={classes.copies}>
      {guideValues(provider, step, values).map(({ name, text, isInKey }) => {
        const label = labelOf(name);
        return (
          <div key={name}>
            <dt>{label}</dt>
            <dd>
              {text === null ? (
                <span className={classes.awaited}>{isInKey ? t('fromKey', { secret }) : t('fromForm', { label })}</span>
              ) : (
                <>
                  <code className={classes.copied}>
                    <Breakable text={text} />
                  </code>
                  <CopyButton value={text} what={label} />
                </>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** Each value by the name it has in the form, which is the provider's own. */
function useLabels(provider: ProviderForm, { grantKind }: FormValues) {
  const t = useTranslations('console');
  return (name: GuideValue['name']): string => {
    if (name === 'scopes' || name === 'overrides.scopes') return t('copies.scopes');
    if (name === 'clientId') return provider.application[grantKind]?.clientId?.label ?? name;
    if (name === 'senderName' || name === 'senderAddress') return t(`fields.${name}`);
    if (name === 'redirectUrl') return t('redirect.label');
    return provider.settings.find((rule) => name === `settings.${rule.name}`)?.label ?? name;
  };
}
