'use client';

import { Button, Stack } from '@mantine/core';
import { IconMailFast } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { z } from 'zod';
import { EmptyState } from '#app/ui/empty-state.tsx';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { PageHeader } from '#app/ui/page-header.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { connectionListSchema } from '#lib/connections/schema.ts';
import { ActiveConnection } from './active-connection.tsx';
import { CandidateList } from './candidate-list.tsx';
import { connectionsQuery } from './queries.ts';
import { ReadOnlyNote } from './read-only-note.tsx';

type Props = { initial: z.infer<typeof connectionListSchema>; providers: { id: string; label: string }[] };

/** The tenant's home: how its mail goes out, and whether it does. */
export function MailScreen({ initial, providers }: Props) {
  const t = useTranslations('console.mail');
  const { slug, name, may } = useTenant();
  const { data, error } = useQuery({ ...connectionsQuery(slug), initialData: initial });
  const active = data.connections.find((connection) => connection.stage === 'active');
  const candidates = data.connections.filter((connection) => connection.stage === 'candidate');
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead', { tenant: name })} />
      <Stack gap="md">
        {error && <ErrorNote error={error} />}
        {active && <ActiveConnection connection={active} />}
        {!active && candidates.length === 0 && (
          <EmptyState
            icon={<IconMailFast size={24} />}
            title={t('empty.title')}
            text={t('empty.text', { tenant: name })}
          >
            {may('connections:admin') &&
              providers.map((provider) => (
                <Button
                  key={provider.id}
                  size="md"
                  mt="xs"
                  component={Link}
                  href={`/t/${slug}/mail/connect/${provider.id}`}
                >
                  {t('connect', { provider: provider.label })}
                </Button>
              ))}
          </EmptyState>
        )}
        {candidates.length > 0 && <CandidateList candidates={candidates} hasActive={active !== undefined} />}
        <ReadOnlyNote />
      </Stack>
    </>
  );
}
