import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ConnectionView, GrantEventView, GrantLifeView, RevocationForecast } from '#lib/connections/schema.ts';
import { connectionKeys } from './queries.ts';

type Props = {
  tenant: string;
  connection: ConnectionView;
  events: GrantEventView[];
  life: GrantLifeView;
  /** All there are, where one may take another's place, and what becomes of the access of the one in use then. */
  beside?: { connections: ConnectionView[]; forecast: RevocationForecast | null };
  children: ReactNode;
};

/** Gives a page along what else it tells of a connection, its history and its grant's life, so that nothing moves. */
export function WithHistory({ tenant, connection, events, life, beside, children }: Props) {
  const client = new QueryClient();
  client.setQueryData(connectionKeys.events(tenant, connection.id), { events });
  client.setQueryData(connectionKeys.life(tenant, connection), life);
  if (beside) {
    const { connections, forecast } = beside;
    const active = connections.find(({ stage }) => stage === 'active');
    client.setQueryData(connectionKeys.all(tenant), { connections });
    if (active && forecast) client.setQueryData(connectionKeys.revocation(tenant, active.id), forecast);
  }
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
