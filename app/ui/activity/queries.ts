import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '#app/ui/api.ts';
import { auditPageSchema } from '#lib/audit/schema.ts';

export const activityQuery = (tenant: string) =>
  infiniteQueryOptions({
    queryKey: [tenant, 'audit-events'],
    queryFn: ({ pageParam, signal }) =>
      api(`/api/v1/audit-events${pageParam === null ? '' : `?before=${pageParam}`}`, {
        tenant,
        signal,
        schema: auditPageSchema,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
