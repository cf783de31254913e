import { queryOptions } from '@tanstack/react-query';
import { api } from '#app/ui/api.ts';
import { apiKeyListSchema } from '#lib/accounts/schema.ts';

export const keysKey = (tenant: string) => [tenant, 'api-keys'] as const;

export const keysQuery = (tenant: string) =>
  queryOptions({
    queryKey: keysKey(tenant),
    queryFn: ({ signal }) => api('/api/v1/api-keys', { tenant, signal, schema: apiKeyListSchema }),
  });
