'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '#app/ui/api.ts';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { useReturn } from '#app/ui/use-return.ts';
import { connectAnswerSchema, type SecretInput, type testEmailInputSchema } from '#lib/connections/schema.ts';
import { connectionKeys } from './queries.ts';

type Acts = {
  refresh: undefined;
  activate: undefined;
  disconnect: undefined;
  'test-email': z.input<typeof testEmailInputSchema>;
  'replace-secret': SecretInput;
};

/** One act on a connection through its route. What is on the screen is asked for again before it counts as done. */
export function useConnectionAction<A extends keyof Acts>(id: string, act: A) {
  const { slug: tenant } = useTenant();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Acts[A]) =>
      api(`/api/v1/connections/${id}/${act}`, { tenant, method: 'POST', body: body ?? {}, schema: z.unknown() }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: connectionKeys.all(tenant) }),
  });
}

/** Goes for a grant: to the provider's consent screen, or, where no person consents, to the token at once. */
export function useConnect(id: string) {
  const { slug: tenant } = useTenant();
  const queryClient = useQueryClient();
  const connect = useMutation({
    mutationFn: () =>
      api(`/api/v1/connections/${id}/connect`, { tenant, method: 'POST', body: {}, schema: connectAnswerSchema }),
    onSuccess: ({ authorizeUrl }) => {
      if (authorizeUrl !== null) window.location.assign(authorizeUrl);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: connectionKeys.all(tenant) }),
  });
  useReturn(connect.reset);
  return connect;
}
