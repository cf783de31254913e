import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { deliveryView } from './delivery-view.ts';
import type { WebhookDelivery } from './schema.ts';
import { webhookOrThrow } from './webhook-or-throw.ts';

const mostShown = 50;

/** What a webhook was told last, the newest first, and what came of it. */
export async function listDeliveries(ctx: TenantContext, webhookId: string): Promise<WebhookDelivery[]> {
  requireScope(ctx, 'webhooks:admin');
  const { tenantId } = ctx;
  const rows = await inTenant(tenantId, async (tx) => {
    await webhookOrThrow(tx, tenantId, webhookId);
    return tx.webhookDelivery.findMany({
      where: { tenantId, webhookId },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: mostShown,
    });
  });
  return rows.map(deliveryView);
}
