import { queryOptions } from '@tanstack/react-query';
import { api } from '#app/ui/api.ts';
import { noticeListSchema } from '#lib/notices/schema.ts';

/** Asked for on every page, so not too often: whoever must see at once what is wrong looks at a page that says it itself. */
export const noticesQuery = (tenant: string) =>
  queryOptions({
    queryKey: [tenant, 'notices'] as const,
    queryFn: ({ signal }) => api('/api/v1/notices', { tenant, signal, schema: noticeListSchema }),
    refetchInterval: 5_000,
    refetchOnWindowFocus: true,
  });
