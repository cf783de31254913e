import { randomUUID } from 'node:crypto';
import { requireScope, requireTryBudget, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { config } from '#lib/config/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { eventBody } from './announce-event.ts';
import { webhookTarget } from './audit-target.ts';
import { holdMs, send } from './deliver-once.ts';
import { deliveryView } from './delivery-view.ts';
import type { WebhookDelivery } from './schema.ts';
import { noSuchWebhook, webhookOrThrow } from './webhook-or-throw.ts';
import { secretsInForce } from './webhook-secret.ts';

const never = () => null;

/**
 * Sends `webhook.test` to a webhook, once and at once, also to one that is switched off, and answers what came of it.
 *
 * @throws AppError `not_found`; `too_many_requests`
 */
export async function testWebhook(ctx: TenantContext, webhookId: string): Promise<WebhookDelivery> {
  requireScope(ctx, 'webhooks:admin');
  const { tenantId } = ctx;
  await inTenant(tenantId, (tx) => webhookOrThrow(tx, tenantId, webhookId));
  await requireTryBudget(ctx);
  const held = await inTenant(tenantId, async (tx) => {
    const webhook = await webhookOrThrow(tx, tenantId, webhookId);
    const at = new Date();
    const data = { tenant: ctx.tenantSlug, consoleUrl: `${config().publicUrl}/t/${ctx.tenantSlug}/webhooks` };
    const delivery = await tx.webhookDelivery.create({
      data: {
        id: randomUUID(),
        tenantId,
        webhookId,
        event: 'webhook.test',
        body: eventBody('webhook.test', at, data),
        at,
        attempts: 1,
        lastAttemptAt: at,
        nextAttemptAt: new Date(at.getTime() + holdMs),
      },
    });
    await recordAudit(tx, ctx, { action: 'webhook.tested', ...webhookTarget(webhook) });
    return { delivery, to: { url: webhook.url, secrets: await secretsInForce(tx, webhook, at) } };
  });
  const sent = await send(held, never);
  if (!sent) throw noSuchWebhook();
  return deliveryView(sent);
}
