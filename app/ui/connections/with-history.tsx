import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { GrantEventView } from '#lib/connections/schema.ts';
import { connectionKeys } from './queries.ts';

type Props = { tenant: string; connectionId: string; events: GrantEventView[]; children: ReactNode };

/** Gives a page the history of a connection along, so that nothing moves when it arrives. */
export function WithHistory({ tenant, connectionId, events, children }: Props) {
  const client = new QueryClient();
  client.setQueryData(connectionKeys.events(tenant, connectionId), { events });
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
