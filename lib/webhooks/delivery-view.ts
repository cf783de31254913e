import type { WebhookDelivery as Row } from '#lib/db/generated/client.ts';
import { type WebhookDelivery, webhookDeliverySchema } from './schema.ts';

/** What is shown of a delivery: not what it said. */
export function deliveryView(row: Row): WebhookDelivery {
  return webhookDeliverySchema.parse({
    id: row.id,
    event: row.event,
    at: row.at.toISOString(),
    status: row.status,
    attempts: row.attempts,
    lastAttemptAt: row.lastAttemptAt?.toISOString() ?? null,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    responseStatus: row.responseStatus,
    problem: row.problem,
  });
}
