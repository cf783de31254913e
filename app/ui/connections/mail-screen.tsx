'use client';

import { Button, Stack } from '@mantine/core';
import { IconMailFast } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { z } from 'zod';
import { type Offer, ProviderCards } from '#app/ui/connect/provider-cards.tsx';
import { EmptyState } from '#app/ui/empty-state.tsx';
import { PageHeader } from '#app/ui/page-header.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { connectionListSchema } from '#lib/connections/schema.ts';
import { ActiveConnection } from './active-connection.tsx';
import { CandidateList } from './candidate-list.tsx';
import { ClearSettings } from './clear-settings.tsx';
import { OffState } from './off-state.tsx';
import { connectionsQuery } from './queries.ts';
import { ReadOnlyNote } from './read-only-note.tsx';
import { RevocationNote } from './revocation-note.tsx';
import { StaleNote } from './stale-note.tsx';

type Props = { initial: z.infer<typeof connectionListSchema>; providers: Offer[] };

/** The tenant's home: how its mail goes out, and whether it does. */
export function MailScreen({ initial, providers }: Props) {
  const t = useTranslations('console.mail');
  const { slug, name, may } = useTenant();
  const query = useQuery({ ...connectionsQuery(slug), initialData: initial });
  const { connections } = query.data;
  const active = connections.find((connection) => connection.stage === 'active');
  const candidates = connections.filter((connection) => connection.stage === 'candidate');
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead', { tenant: name })} />
      <Stack gap="md">
        <StaleNote query={query} />
        {!active && <OffState />}
        {candidates.map((candidate) => (
          <RevocationNote key={candidate.id} connection={candidate} />
        ))}
        {active && <ActiveConnection connection={active} />}
        {!active && candidates.length === 0 && (
          <EmptyState
            icon={<IconMailFast size={24} />}
            title={t('empty.title')}
            text={t('empty.text', { tenant: name })}
          />
        )}
        {!active && candidates.length === 0 && may('connections:admin') && (
          // The ways at once, instead of a button that leads to them.
          <ProviderCards providers={providers} />
        )}
        {candidates.length > 0 && (
          <CandidateList
            candidates={candidates}
            hasActive={active !== undefined}
            // Beside an active one, its menu offers it.
            aside={!active && <SetUpLink />}
          />
        )}
        <ReadOnlyNote />
        <ClearSettings connections={connections} />
      </Stack>
    </>
  );
}

/** The way to one more connection. */
function SetUpLink() {
  const t = useTranslations('console.mail');
  const { slug, may } = useTenant();
  if (!may('connections:admin')) return null;
  return (
    <Button size="sm" variant="default" component={Link} href={`/t/${slug}/mail/connect`}>
      {t('setUp')}
    </Button>
  );
}
