'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { api } from '#app/ui/api.ts';
import { connectionKeys } from '#app/ui/connections/queries.ts';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { connectAnswerSchema, connectionSchema } from '#lib/connections/schema.ts';
import { type FormValues, inputOf } from './form-values.ts';
import type { ProviderForm } from './provider-form.ts';

type Options = { provider: ProviderForm; candidateId: string | null; secretKept: boolean; onSaved: () => void };

/** The settings are stored, but the request for a grant failed on our side; `cause` says why. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

/**
 * Stores the settings, then goes for the grant: to the provider's consent screen or, where no person consents, to the
 * connection's page, which says what the provider answered. Fails with what was refused while storing, or with
 * NotConnected: nothing of that is kept anywhere, so it must be said on the spot.
 */
export function useSaveAndConnect({ provider, candidateId, secretKept, onSaved }: Options) {
  const { slug: tenant } = useTenant();
  const queryClient = useQueryClient();
  const router = useRouter();
  /** Stored by an attempt that came no further: the next one changes it instead of making another. */
  const saved = useRef(candidateId);

  async function save(values: FormValues): Promise<string> {
    const { provider: id, ...settings } = inputOf(provider, values, secretKept);
    const connection = saved.current
      ? await api(`/api/v1/connections/${saved.current}`, {
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
    saved.current = connection.id;
    return connection.id;
  }

  const refetch = () => queryClient.invalidateQueries({ queryKey: connectionKeys.all(tenant) });

  return useMutation({
    mutationFn: async (values: FormValues) => {
      const id = await save(values);
      onSaved();
      // Whoever comes back from the provider's page by the Back button finds this candidate, not an empty form.
      window.history.replaceState(null, '', `?connection=${id}`);
      return { id, authorizeUrl: await startConsent(tenant, id) };
    },
    onSuccess: async ({ id, authorizeUrl }) => {
      await refetch();
      if (authorizeUrl !== null) window.location.assign(authorizeUrl);
      else router.push(`/t/${tenant}/mail/connections/${id}`);
    },
    onError: refetch,
  });
}

async function startConsent(tenant: string, id: string): Promise<string | null> {
  try {
    const path = `/api/v1/connections/${id}/connect`;
    return (await api(path, { tenant, method: 'POST', body: {}, schema: connectAnswerSchema })).authorizeUrl;
  } catch (cause) {
    throw new NotConnected('the grant was not asked for', { cause });
  }
}
