'use client';

import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { SecretRecipient } from '#lib/connections/schema.ts';
import classes from './connect.module.css';
import type { FormValues } from './form-values.ts';
import { type KeptSecret, secretMovedBy } from './kept-secret.ts';
import type { ProviderForm } from './provider-form.ts';

type Props = { provider: ProviderForm; values: FormValues; kept: KeptSecret | null };

const names = {
  provider: 'fields.provider',
  clientId: 'fields.clientId',
  directoryId: 'fields.directoryId',
  tokenEndpoint: 'advanced.tokenEndpoint',
  graphUrl: 'advanced.graphUrl',
  smtpHost: 'advanced.smtpHost',
  smtpPort: 'advanced.smtpPort',
  caCertificate: 'advanced.caCertificate',
} as const satisfies Record<SecretRecipient, string>;

/** Where the secret is copied from, or that the stored one stays, or, while that is being typed, why it cannot. */
export function SecretHint({ provider, values, kept }: Props) {
  const t = useTranslations('console');
  if (kept === null) return t('fields.clientSecretHint');
  const moved = secretMovedBy(provider, values, kept);
  return (
    <span aria-live="polite">
      {moved === null ? (
        t(kept.from === null ? 'fields.clientSecretKept' : 'fields.clientSecretCopied')
      ) : (
        <span className={classes.again} data-tone="warn">
          <IconAlertTriangleFilled size={14} aria-hidden />
          <span>{t('fields.clientSecretAgain', { what: t(names[moved]) })}</span>
        </span>
      )}
    </span>
  );
}
