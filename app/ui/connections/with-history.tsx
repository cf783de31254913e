import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ConnectionView, GrantEventView, GrantLifeView } from '#lib/connections/schema.ts';
import { connectionKeys } from './queries.ts';

type Props = {
  tenant: string;
  connection: ConnectionView;
  events: GrantEventView[];
  life: GrantLifeView;
  children: ReactNode;
};

/** Gives a page the history and the life of a connection's grant along, so that nothing moves when it arrives. */
export function WithHistory({ tenant, connection, events, life, children }: Props) {
  const client = new QueryClient();
  client.setQueryData(connectionKeys.events(tenant, connection.id), { events });
  client.setQueryData(connectionKeys.life(tenant, connection), life);
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
