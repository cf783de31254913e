import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { webhookTarget } from './audit-target.ts';
import { webhookOrThrow } from './webhook-or-throw.ts';

/** Forgets a webhook, its secrets and what waits for it. */
export async function deleteWebhook(ctx: TenantContext, id: string): Promise<void> {
  requireScope(ctx, 'webhooks:admin');
  const { tenantId } = ctx;
  await inTenant(tenantId, async (tx) => {
    const row = await webhookOrThrow(tx, tenantId, id);
    const { count } = await tx.webhook.deleteMany({ where: { tenantId, id } });
    if (count > 0) await recordAudit(tx, ctx, { action: 'webhook.deleted', ...webhookTarget(row) });
  });
}
