import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { inTenant } from '#lib/db/index.ts';
import type { WebhookView } from './schema.ts';
import { webhookView, withLastDelivery } from './webhook-view.ts';

/** The webhooks of the tenant, the oldest first. */
export async function listWebhooks(ctx: TenantContext): Promise<WebhookView[]> {
  requireScope(ctx, 'webhooks:admin');
  const { tenantId } = ctx;
  const rows = await inTenant(tenantId, (tx) =>
    tx.webhook.findMany({
      where: { tenantId },
      include: withLastDelivery,
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    }),
  );
  return rows.map((row) => webhookView(row));
}
