'use client';

import { useMutation } from '@tanstack/react-query';
import { api } from '#app/ui/api.ts';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { tryOutcomeSchema } from '#lib/connections/schema.ts';
import { inputOf } from './form-input.ts';
import type { FormValues } from './form-values.ts';
import { type KeptSecret, keepsSecret } from './kept-secret.ts';
import type { ProviderForm } from './provider-form.ts';

type Options = {
  provider: ProviderForm;
  /** Stored already. */
  candidateId: string | null;
  kept: KeptSecret | null;
};

/** Tries what stands in the form, without storing anything: signs in, and sends a test e-mail where an address is given. */
export function useTry({ provider, candidateId, kept }: Options) {
  const { slug: tenant } = useTenant();
  return useMutation({
    mutationFn: async (values: FormValues) => {
      // What is tried is no connection yet: it has no id.
      const { id: _id, ...input } = inputOf(provider, values, kept) as ReturnType<typeof inputOf> & { id?: string };
      const holder = kept?.from ?? candidateId;
      const copied = holder !== null && keepsSecret(provider, values, kept) ? { clientSecretFrom: holder } : {};
      const to = values.testRecipient.trim();
      const body = { ...input, ...copied, ...(to === '' ? {} : { to }) };
      const path = '/api/v1/connections/try';
      const outcome = await api(path, { tenant, method: 'POST', body, schema: tryOutcomeSchema });
      return { ...outcome, to };
    },
  });
}
