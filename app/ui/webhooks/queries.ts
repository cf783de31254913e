import { queryOptions } from '@tanstack/react-query';
import { api } from '#app/ui/api.ts';
import { webhookDeliveryListSchema, webhookListSchema } from '#lib/webhooks/schema.ts';

/** What is being sent is on the screen soon after it was answered. */
const live = { refetchInterval: 2_000, refetchOnWindowFocus: true } as const;

export const webhooksKey = (tenant: string) => [tenant, 'webhooks'] as const;

export const webhooksQuery = (tenant: string) =>
  queryOptions({
    queryKey: webhooksKey(tenant),
    queryFn: ({ signal }) => api('/api/v1/webhooks', { tenant, signal, schema: webhookListSchema }),
    ...live,
  });

export const deliveriesQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: [...webhooksKey(tenant), id, 'deliveries'] as const,
    queryFn: ({ signal }) =>
      api(`/api/v1/webhooks/${id}/deliveries`, { tenant, signal, schema: webhookDeliveryListSchema }),
    ...live,
  });
