import type { Tx } from '#lib/db/index.ts';
import type { WebhookEvent } from './schema.ts';

/** What a delivery says: never a secret, nor the address of anybody who is written to. */
export type EventData = Readonly<Record<string, unknown>>;

/** The bytes of a delivery. */
export function eventBody(type: string, at: Date, data: EventData): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}

/**
 * Lets every webhook of the tenant that wants to know hear of it, in the caller's transaction: what happened and that it
 * is to be told stand or fall together.
 */
export async function announceEvent(
  tx: Tx,
  tenantId: string,
  { event, aboutId, at, data }: { event: WebhookEvent; aboutId: string; at: Date; data: EventData },
): Promise<void> {
  const where = { tenantId, isEnabled: true, events: { has: event } };
  const told = await tx.webhook.findMany({ where, select: { id: true } });
  if (told.length === 0) return;
  const body = eventBody(event, at, data);
  await tx.webhookDelivery.createMany({
    data: told.map(({ id }) => ({ tenantId, webhookId: id, event, aboutId, body, at, nextAttemptAt: at })),
  });
}
