'use client';

import { Button, Stack } from '@mantine/core';
import { IconMailFast } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { z } from 'zod';
import { EmptyState } from '#app/ui/empty-state.tsx';
import { PageHeader } from '#app/ui/page-header.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { connectionListSchema } from '#lib/connections/schema.ts';
import { ActiveConnection } from './active-connection.tsx';
import { CandidateList } from './candidate-list.tsx';
import { OffState } from './off-state.tsx';
import { connectionsQuery } from './queries.ts';
import { ReadOnlyNote } from './read-only-note.tsx';
import { StaleNote } from './stale-note.tsx';

type Offer = { providers: { id: string; label: string }[] };
type Props = Offer & { initial: z.infer<typeof connectionListSchema> };

/** The tenant's home: how its mail goes out, and whether it does. */
export function MailScreen({ initial, providers }: Props) {
  const t = useTranslations('console.mail');
  const { slug, name } = useTenant();
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
        {active && <ActiveConnection connection={active} />}
        {!active && candidates.length === 0 && (
          <EmptyState
            icon={<IconMailFast size={24} />}
            title={t('empty.title')}
            text={t('empty.text', { tenant: name })}
          >
            <ConnectLinks providers={providers} isFirst />
          </EmptyState>
        )}
        {candidates.length > 0 && (
          <CandidateList
            candidates={candidates}
            hasActive={active !== undefined}
            // Beside an active one, its menu offers it.
            aside={!active && <ConnectLinks providers={providers} />}
          />
        )}
        <ReadOnlyNote />
      </Stack>
    </>
  );
}

/** The ways to a new connection: the one thing to do at first, one of several afterwards. */
function ConnectLinks({ providers, isFirst }: Offer & { isFirst?: boolean }) {
  const t = useTranslations('console.mail');
  const { slug, may } = useTenant();
  if (!may('connections:admin')) return null;
  const look = isFirst ? { size: 'md', mt: 'xs' } : { size: 'sm', variant: 'default' };
  return providers.map(({ id, label }) => (
    <Button key={id} {...look} component={Link} href={`/t/${slug}/mail/connect/${id}`}>
      {t('connect', { provider: label })}
    </Button>
  ));
}
