'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { api } from '#app/ui/api.ts';
import { connectionKeys } from '#app/ui/connections/queries.ts';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { toast } from '#app/ui/toast.tsx';
import { type ConnectionView, connectAnswerSchema, connectionSchema } from '#lib/connections/schema.ts';
import { inputOf } from './form-input.ts';
import type { FormValues } from './form-values.ts';
import { type KeptSecret, keepsSecret } from './kept-secret.ts';
import type { ProviderForm } from './provider-form.ts';

type Options = {
  provider: ProviderForm;
  /** Stored already, by this form or before it: changed instead of making another. */
  candidateId: string | null;
  kept: KeptSecret | null;
  onSaved: (candidate: ConnectionView) => void;
};

/** The settings are stored, but the request for a grant failed on our side; `cause` says why. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

/**
 * Stores the settings, then goes for the grant: to the provider's consent screen or, where no person consents, to the
 * connection's page, which says what the provider answered. Fails with what was refused while storing, or with
 * NotConnected: nothing of that is kept anywhere, so it must be said on the spot.
 */
export function useSaveAndConnect({ provider, candidateId, kept, onSaved }: Options) {
  const { slug: tenant } = useTenant();
  const queryClient = useQueryClient();
  const router = useRouter();
  const t = useTranslations('console.connect');
  const tc = useTranslations('console.connection');

  function save(values: FormValues): Promise<ConnectionView> {
    const { provider: id, ...settings } = inputOf(provider, values, kept);
    if (candidateId !== null) {
      const path = `/api/v1/connections/${candidateId}`;
      return api(path, { tenant, method: 'PATCH', body: settings, schema: connectionSchema });
    }
    const copied = kept?.from && keepsSecret(provider, values, kept) ? { clientSecretFrom: kept.from } : {};
    const body = { provider: id, ...settings, ...copied };
    return api('/api/v1/connections', { tenant, method: 'POST', body, schema: connectionSchema });
  }

  const refetch = () => queryClient.invalidateQueries({ queryKey: connectionKeys.all(tenant) });

  return useMutation({
    mutationFn: async (values: FormValues) => {
      const saved = await save(values);
      onSaved(saved);
      const { id } = saved;
      // Whoever comes back from the provider's page by the Back button finds this candidate, not an empty form.
      window.history.replaceState(null, '', `?connection=${id}`);
      return startConsent(tenant, id);
    },
    onSuccess: async ({ authorizeUrl, connection: { id, problem } }) => {
      await refetch();
      // What comes of a trip to the consent screen is told where it ends.
      if (authorizeUrl !== null) return window.location.assign(authorizeUrl);
      if (problem) toast(`${tc('savedNotWorking')}: ${problem.title}`, 'bad');
      else toast(t('updated'), 'good');
      router.push(`/t/${tenant}/mail/connections/${id}`);
    },
    onError: refetch,
  });
}

async function startConsent(tenant: string, id: string) {
  try {
    const path = `/api/v1/connections/${id}/connect`;
    return await api(path, { tenant, method: 'POST', body: {}, schema: connectAnswerSchema });
  } catch (cause) {
    throw new NotConnected('the grant was not asked for', { cause });
  }
}
