'use client';

import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { api } from '#app/ui/api.ts';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { type CertificateReadInput, certificateReadSchema } from '#lib/connections/schema.ts';

const settleMs = 400;

/** What stands in a PEM text, read by the server once typing has settled; nothing of it is kept there or here. */
export function useCertificateRead(pem: string, purpose: CertificateReadInput['purpose']) {
  const { slug: tenant } = useTenant();
  const [settled] = useDebouncedValue(pem, settleMs);
  const query = useQuery({
    queryKey: ['certificate', tenant, purpose, settled],
    queryFn: ({ signal }) =>
      api('/api/v1/certificates/read', {
        tenant,
        method: 'POST',
        body: { pem: settled, purpose },
        schema: certificateReadSchema,
        signal,
      }),
    enabled: settled.trim() !== '' && settled === pem,
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return settled === pem ? query : { data: undefined, error: null };
}
