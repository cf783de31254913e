import { queryOptions } from '@tanstack/react-query';
import { api } from '#app/ui/api.ts';
import { scannerSchema } from '#lib/files/schema.ts';

export const scannerKey = (tenant: string) => [tenant, 'virus-scanner'] as const;

export const scannerQuery = (tenant: string) =>
  queryOptions({
    queryKey: scannerKey(tenant),
    queryFn: ({ signal }) => api('/api/v1/virus-scanner', { tenant, signal, schema: scannerSchema }),
  });
