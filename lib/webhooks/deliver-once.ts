import type { Webhook, WebhookDelivery } from '#lib/db/generated/client.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { sentence } from '#lib/strings/index.ts';
import { type Posted, postDelivery } from './post-delivery.ts';
import { retryTime } from './retry-time.ts';
import { secretsInForce } from './webhook-secret.ts';

/** How long a try holds its delivery: nobody else sends it meanwhile. Longer than a request may take. */
export const holdMs = 30_000;

type Held = { delivery: WebhookDelivery; to: Parameters<typeof postDelivery>[1] };

/**
 * Tries one delivery that is due: claims it, sends it outside any transaction, and writes down what came of it where it
 * is still its own. One of whom that is not to be told any more is dropped, and one that is claimed already left alone.
 */
export async function deliverOnce(tenantId: string, id: string, now = new Date()): Promise<void> {
  const claimed = await inTenant(tenantId, (tx) => claim(tx, tenantId, id, now));
  if (!claimed) return;
  const { webhook, ...delivery } = claimed;
  try {
    const secrets = await inTenant(tenantId, (tx) => secretsInForce(tx, webhook, now));
    await send({ delivery, to: { url: webhook.url, secrets } });
  } catch (error) {
    log().error({ err: error, tenantId, deliveryId: id }, 'a delivery failed');
    const problem = sentence('webhooks.why.ofOurOwn');
    const failed = { isDelivered: false, responseStatus: null, problem, retryAfterMs: 0 };
    await inTenant(tenantId, (tx) => settle(tx, delivery, failed, retryTime));
  }
}

/**
 * Sends what this process holds, and writes down what came of it; `again` says when it is tried once more. Null where it
 * is gone, because its webhook was deleted meanwhile.
 */
export async function send({ delivery, to }: Held, again = retryTime): Promise<WebhookDelivery | null> {
  const posted = await postDelivery(delivery, to);
  return inTenant(delivery.tenantId, (tx) => settle(tx, delivery, posted, again));
}

async function claim(
  tx: Tx,
  tenantId: string,
  id: string,
  now: Date,
): Promise<(WebhookDelivery & { webhook: Webhook }) | null> {
  const held = await tx.webhookDelivery.updateMany({
    where: { tenantId, id, status: 'waiting', nextAttemptAt: { lte: now } },
    data: {
      nextAttemptAt: new Date(now.getTime() + holdMs),
      lastAttemptAt: now,
      attempts: { increment: 1 },
    },
  });
  if (held.count === 0) return null;
  const delivery = await tx.webhookDelivery.findFirstOrThrow({ where: { tenantId, id }, include: { webhook: true } });
  if (!delivery.webhook.isEnabled) {
    const data = { status: 'dropped', nextAttemptAt: null, attempts: { decrement: 1 } };
    await tx.webhookDelivery.updateMany({ where: { tenantId, id }, data });
    return null;
  }
  return delivery;
}

async function settle(
  tx: Tx,
  { tenantId, id, attempts }: WebhookDelivery,
  { isDelivered, responseStatus, problem, retryAfterMs }: Posted,
  again: typeof retryTime,
): Promise<WebhookDelivery | null> {
  const nextAttemptAt = isDelivered ? null : again(new Date(), attempts, retryAfterMs);
  const failed = nextAttemptAt ? 'waiting' : 'failed';
  // Whoever took it up since, because this took too long, has counted another try. What was dropped meanwhile arrived.
  await tx.webhookDelivery.updateMany({
    where: { tenantId, id, attempts, status: isDelivered ? { in: ['waiting', 'dropped'] } : 'waiting' },
    data: { status: isDelivered ? 'delivered' : failed, nextAttemptAt, responseStatus, problem },
  });
  return tx.webhookDelivery.findFirst({ where: { tenantId, id } });
}
