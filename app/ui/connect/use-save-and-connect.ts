'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { ApiError, api } from '#app/ui/api.ts';
import { connectionKeys } from '#app/ui/connections/queries.ts';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { connectAnswerSchema, connectionSchema } from '#lib/connections/schema.ts';
import { type FormValues, inputOf } from './form-values.ts';
import type { ProviderForm } from './provider-form.ts';

type Options = { provider: ProviderForm; candidateId: string | null; secretKept: boolean; onSaved: () => void };

/**
 * Stores the settings, then goes for the grant: to the provider's consent screen or, where no person consents or
 * the provider refuses already, to the connection's page, which says what came of it.
 */
export function useSaveAndConnect({ provider, candidateId, secretKept, onSaved }: Options) {
  const { slug: tenant } = useTenant();
  const queryClient = useQueryClient();
  const router = useRouter();

  async function save(values: FormValues): Promise<string> {
    const { provider: id, ...settings } = inputOf(provider, values, secretKept);
    const { id: saved } = candidateId
      ? await api(`/api/v1/connections/${candidateId}`, {
          tenant,
          method: 'PATCH',
          body: settings,
          schema: connectionSchema,
        })
      : await api('/api/v1/connections', {
          tenant,
          method: 'POST',
          body: { provider: id, ...settings },
          schema: connectionSchema,
        });
    return saved;
  }

  return useMutation({
    mutationFn: async (values: FormValues) => {
      const id = await save(values);
      onSaved();
      // Whoever comes back from the provider's page by the Back button finds this candidate, not an empty form.
      window.history.replaceState(null, '', `?connection=${id}`);
      return { id, authorizeUrl: await startConsent(tenant, id) };
    },
    onSuccess: async ({ id, authorizeUrl }) => {
      await queryClient.invalidateQueries({ queryKey: connectionKeys.all(tenant) });
      if (authorizeUrl !== null) window.location.assign(authorizeUrl);
      else router.push(`/t/${tenant}/mail/connections/${id}`);
    },
  });
}

async function startConsent(tenant: string, id: string): Promise<string | null> {
  try {
    const path = `/api/v1/connections/${id}/connect`;
    return (await api(path, { tenant, method: 'POST', body: {}, schema: connectAnswerSchema })).authorizeUrl;
  } catch (error) {
    // Saved it is; why no grant was to be had stands on the connection's page.
    if (error instanceof ApiError && error.status !== 401) return null;
    throw error;
  }
}
