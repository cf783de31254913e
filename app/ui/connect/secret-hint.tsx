'use client';

import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { choiceOf, secretRule } from '#lib/providers/schema.ts';
import { speaksHttp } from '#lib/transports/schema.ts';
import classes from './connect.module.css';
import type { FormValues } from './form-values.ts';
import { type KeptSecret, secretMovedBy } from './kept-secret.ts';
import type { ProviderForm } from './provider-form.ts';

type Props = { provider: ProviderForm; values: FormValues; kept: KeptSecret | null };

/** Where the secret is copied from, or that the stored one stays, or, while that is being typed, why it cannot. */
export function SecretHint({ provider, values, kept }: Props) {
  const t = useTranslations('console');
  const own = useTranslations(`guide.${provider.id}.own`);
  const { grantKind } = values;
  const clientAuthentication = choiceOf(provider, values.settings, 'clientAuthentication');
  if (kept === null) return own('clientSecretHint', { grantKind, clientAuthentication });
  const nameOf = ({ fact, name }: { fact: string; name: string }) => {
    if (fact === 'provider') return t('fields.provider');
    if (fact === 'clientSecret') return t('connect.grantKind');
    if (fact === 'apiUrl') return speaksHttp(values.transport) ? t(`advanced.apiUrl.${values.transport}`) : name;
    const advanced = ['tokenEndpoint', 'smtpHost', 'smtpPort', 'smtpSecurity', 'caCertificate'] as const;
    const shown = advanced.find((field) => field === fact);
    return shown ? t(`advanced.${shown}`) : name;
  };
  const moved = secretMovedBy(provider, values, kept);
  return (
    <span aria-live="polite">
      {moved === null ? (
        t(kept.from === null ? 'fields.clientSecretKept' : 'fields.clientSecretCopied', {
          secret: secretRule({ provider: provider.id, grantKind, settings: values.settings }).name,
        })
      ) : (
        <span className={classes.again} data-tone="warn">
          <IconAlertTriangleFilled size={14} aria-hidden />
          <span>{own('clientSecretAgain', { what: nameOf(moved), grantKind })}</span>
        </span>
      )}
    </span>
  );
}
