import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '#app/ui/api.ts';
import {
  type ConnectionView,
  clearingForecastSchema,
  connectionListSchema,
  connectionSchema,
  eventListSchema,
  grantLifeSchema,
  installationSchema,
  revocationForecastSchema,
  todaySchema,
} from '#lib/connections/schema.ts';

/** A change made by another process is on the screen within two seconds: one to ask again, one for the answer. */
const live = { refetchInterval: 1_000, refetchOnWindowFocus: true } as const;

export const connectionKeys = {
  all: (tenant: string) => [tenant, 'connections'] as const,
  one: (tenant: string, id: string) => [tenant, 'connections', id] as const,
  events: (tenant: string, id: string) => [tenant, 'connections', id, 'events'] as const,
  life: (tenant: string, connection: ConnectionView) =>
    [tenant, 'connections', connection.id, 'life', lifeVersion(connection)] as const,
  revocation: (tenant: string, id: string) => [tenant, 'connections', id, 'revocation'] as const,
  today: (tenant: string, id: string, timeZone: string) => [tenant, 'connections', id, 'today', timeZone] as const,
};

/** Changes with whatever happens to the grant: its life is asked for again then, and only then. */
function lifeVersion({ health, grant }: ConnectionView): string {
  return [health, grant?.consentedAt, grant?.lastRefreshAt, grant?.nextRefreshAt, grant?.stoppedAt].join();
}

export const connectionsQuery = (tenant: string) =>
  queryOptions({
    queryKey: connectionKeys.all(tenant),
    queryFn: ({ signal }) => api('/api/v1/connections', { tenant, signal, schema: connectionListSchema }),
    ...live,
  });

export const connectionQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: connectionKeys.one(tenant, id),
    queryFn: ({ signal }) => api(`/api/v1/connections/${id}`, { tenant, signal, schema: connectionSchema }),
    ...live,
  });

export const eventsQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: connectionKeys.events(tenant, id),
    queryFn: ({ signal }) => api(`/api/v1/connections/${id}/events`, { tenant, signal, schema: eventListSchema }),
    ...live,
  });

/** Asked anew each time it is to be told: other connections come and go. */
export const revocationQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: connectionKeys.revocation(tenant, id),
    queryFn: ({ signal }) =>
      api(`/api/v1/connections/${id}/revocation`, { tenant, signal, schema: revocationForecastSchema }),
    staleTime: 0,
    gcTime: 0,
  });

/** As above, of everything at once. */
export const clearingQuery = (tenant: string) =>
  queryOptions({
    queryKey: [tenant, 'connections', 'clearing'] as const,
    queryFn: ({ signal }) => api('/api/v1/connections/clearing', { tenant, signal, schema: clearingForecastSchema }),
    staleTime: 0,
    gcTime: 0,
  });

/** The operator's words change with a start only. */
export const installationQuery = (tenant: string) =>
  queryOptions({
    queryKey: [tenant, 'installation'] as const,
    queryFn: ({ signal }) => api('/api/v1/installation', { tenant, signal, schema: installationSchema }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Whether the worker runs: the same question, for whoever waits for it. */
export const workerQuery = (tenant: string) =>
  queryOptions({
    queryKey: [tenant, 'installation', 'worker'] as const,
    queryFn: ({ signal }) => api('/api/v1/installation', { tenant, signal, schema: installationSchema }),
    refetchInterval: 5_000,
  });

export const lifeQuery = (tenant: string, connection: ConnectionView) =>
  queryOptions({
    queryKey: connectionKeys.life(tenant, connection),
    queryFn: ({ signal }) =>
      api(`/api/v1/connections/${connection.id}/life`, { tenant, signal, schema: grantLifeSchema }),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });

/** Whose day it is, and when the next begins, the server says. */
export const todayQuery = (tenant: string, id: string, timeZone: string) =>
  queryOptions({
    queryKey: connectionKeys.today(tenant, id, timeZone),
    queryFn: ({ signal }) =>
      api(`/api/v1/connections/${id}/today?timeZone=${encodeURIComponent(timeZone)}`, {
        tenant,
        signal,
        schema: todaySchema,
      }),
    ...live,
  });
