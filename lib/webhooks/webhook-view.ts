import type { Webhook, WebhookDelivery } from '#lib/db/generated/client.ts';
import { deliveryView } from './delivery-view.ts';
import { type WebhookView, webhookEvents } from './schema.ts';

export const withLastDelivery = { deliveries: { orderBy: { at: 'desc' }, take: 1 } } as const;

export type WebhookRow = Webhook & { deliveries: WebhookDelivery[] };

/** What is shown of a webhook: everything but its secrets. */
export function webhookView(row: WebhookRow, now = new Date()): WebhookView {
  const [last] = row.deliveries;
  const isOldInForce = row.oldSecretUntil !== null && row.oldSecretUntil > now;
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    events: webhookEvents.filter((event) => row.events.includes(event)),
    isEnabled: row.isEnabled,
    createdAt: row.createdAt.toISOString(),
    oldSecretUntil: isOldInForce ? (row.oldSecretUntil?.toISOString() ?? null) : null,
    lastDelivery: last ? deliveryView(last) : null,
  };
}
