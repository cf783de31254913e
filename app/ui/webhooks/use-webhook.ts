'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '#app/ui/api.ts';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import {
  type WebhookChange,
  webhookDeliverySchema,
  webhookSchema,
  webhookWithSecretSchema,
} from '#lib/webhooks/schema.ts';
import { webhooksKey } from './queries.ts';

/** What is on the screen is asked for again before an act counts as done. */
function useAfterwards() {
  const { slug: tenant } = useTenant();
  const queryClient = useQueryClient();
  return { tenant, onSettled: () => queryClient.invalidateQueries({ queryKey: webhooksKey(tenant) }) };
}

export function useChange(id: string) {
  const { tenant, onSettled } = useAfterwards();
  return useMutation({
    mutationFn: (body: WebhookChange) =>
      api(`/api/v1/webhooks/${id}`, { tenant, method: 'PATCH', body, schema: webhookSchema }),
    onSettled,
  });
}

export function useRemove(id: string) {
  const { tenant, onSettled } = useAfterwards();
  return useMutation({
    mutationFn: () => api(`/api/v1/webhooks/${id}`, { tenant, method: 'DELETE', schema: z.unknown() }),
    onSettled,
  });
}

/** One try, at once: what came of it is the answer. */
export function useTest(id: string) {
  const { tenant, onSettled } = useAfterwards();
  return useMutation({
    mutationFn: () =>
      api(`/api/v1/webhooks/${id}/test`, { tenant, method: 'POST', body: {}, schema: webhookDeliverySchema }),
    onSettled,
  });
}

/** The answer holds the secret: it leaves memory with its dialog. */
export function useNewSecret(id: string) {
  const { tenant, onSettled } = useAfterwards();
  return useMutation({
    mutationFn: () =>
      api(`/api/v1/webhooks/${id}/secret`, { tenant, method: 'POST', body: {}, schema: webhookWithSecretSchema }),
    gcTime: 0,
    onSettled,
  });
}
