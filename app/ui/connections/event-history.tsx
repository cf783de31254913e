'use client';

import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { EventRow } from './event-row.tsx';
import { groupRenewals } from './group-renewals.ts';
import { eventsQuery } from './queries.ts';

/** What happened to a grant, newest first; `limit` shows only the last few, with renewals in a row as one. */
export function EventHistory({ connection, limit }: { connection: ConnectionView; limit?: number }) {
  const t = useTranslations('console.events');
  const { slug } = useTenant();
  const { data, error, isPending } = useQuery(eventsQuery(slug, connection.id));
  if (isPending) return <Loading rows={limit ?? 5} />;
  if (!data) return <ErrorNote error={error} />;
  if (data.events.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('none')}
      </Text>
    );
  }
  const entries =
    limit === undefined
      ? data.events.map((event) => ({ event, others: [] }))
      : groupRenewals(data.events).slice(0, limit);
  return (
    <ol className="mg-events">
      {entries.map(({ event, others }) => (
        // The oldest stays the same while renewals join it.
        <EventRow key={others.at(-1)?.id ?? event.id} connection={connection} event={event} others={others} />
      ))}
    </ol>
  );
}

function Loading({ rows }: { rows: number }) {
  return (
    <ol className="mg-events" aria-hidden>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <li key={row}>
          <Skeleton circle height={16} mt={3} />
          <Skeleton height={14} mt={4} mb={4} />
        </li>
      ))}
    </ol>
  );
}
