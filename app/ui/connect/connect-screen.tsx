'use client';

import { Anchor } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { PageHeader } from '#app/ui/page-header.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRuleIn } from '#lib/providers/schema.ts';
import classes from './connect.module.css';
import { ConnectionFormCard } from './connection-form-card.tsx';
import { emptyValues, valuesOf } from './form-values.ts';
import { Guide } from './guide.tsx';
import { keptSecretOf } from './kept-secret.ts';
import { LitProvider } from './lit-context.tsx';
import { movedValues } from './moved-values.ts';
import { problemMarks } from './problem-marks.ts';
import type { ProviderForm } from './provider-form.ts';
import { RedirectBar } from './redirect-bar.tsx';
import { useConnectionForm } from './use-connection-form.ts';
import { useOwnId } from './use-own-id.ts';

type Props = {
  provider: ProviderForm;
  /** A candidate that is edited in place. */
  candidate: ConnectionView | null;
  /** A connection in use whose settings a new candidate starts from. */
  copyOf: ConnectionView | null;
  /** A connection of another provider whose sender the new one takes over. */
  movesFrom: ConnectionView | null;
};

/** Setting up a connection: the redirect URL, the guide beside the form, and one button. */
export function ConnectScreen({ provider: given, candidate, copyOf, movesFrom }: Props) {
  const t = useTranslations('console.connect');
  const tField = useTranslations('console.fields');
  const { slug, name } = useTenant();
  /** An attempt that came no further than storing leaves a candidate: the next one changes that. */
  const [stored, store] = useState(candidate);
  const source = candidate ?? copyOf;
  const draftKey = `mailgrant.draft.${slug}.${given.id}.${(source ?? movesFrom)?.id ?? 'new'}`;
  const provider = useOwnId(given, draftKey);
  const words = { others: t('orThis'), forgotten: tField('clientSecretForgotten') };
  const empty = emptyValues(provider, name);
  const initialValues = source ? valuesOf(source) : movesFrom ? movedValues(empty, movesFrom) : empty;
  const marks = source ? problemMarks(source, initialValues, words) : {};
  const isWrong = Object.keys(marks).length > 0;
  const connectionForm = useConnectionForm({
    provider,
    initialValues,
    kept: keptSecretOf(stored, copyOf),
    marks,
    draftKey,
  });
  const { grantKind, settings } = connectionForm.form.values;
  const secret = secretRuleIn(provider, grantKind, settings);
  return (
    <LitProvider>
      <PageHeader
        title={t('title', { provider: provider.label, id: provider.id })}
        lead={
          movesFrom && !source
            ? t('leadMoved', { stage: movesFrom.stage, from: movesFrom.providerLabel })
            : t(candidate ? (isWrong ? 'leadAgain' : 'leadSaved') : copyOf ? 'leadCopy' : 'lead', {
                provider: provider.label,
                id: provider.id,
                hasSecret: secret ? 'yes' : 'no',
                secret: secret?.name ?? '',
              })
        }
        above={
          <Anchor component={Link} href={`/t/${slug}/mail`} size="sm" className="mg-back">
            <IconChevronLeft size={14} aria-hidden /> {t('back')}
          </Anchor>
        }
      />
      {grantKind === 'authorization_code' && (
        <RedirectBar provider={provider} error={connectionForm.form.errors.redirectUrl} />
      )}
      <div className={classes.columns}>
        <Guide provider={provider} values={connectionForm.form.values} />
        <ConnectionFormCard
          provider={provider}
          candidate={stored}
          copyOf={copyOf}
          connectionForm={connectionForm}
          onSaved={store}
        />
      </div>
    </LitProvider>
  );
}
