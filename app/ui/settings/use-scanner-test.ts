'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '#app/ui/api.ts';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { type ScannerTrial, scannerTestSchema } from '#lib/files/schema.ts';
import { scannerKey } from './queries.ts';

/** Asks a virus scanner whether it is there: the one given, else the one in force. */
export function useScannerTest() {
  const { slug: tenant } = useTenant();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: ScannerTrial) =>
      api('/api/v1/virus-scanner/test', { tenant, method: 'POST', body, schema: scannerTestSchema }),
    // What was asked may be the one in force: the page says how it was when it was last asked.
    onSuccess: () => queryClient.invalidateQueries({ queryKey: scannerKey(tenant) }),
  });
}
