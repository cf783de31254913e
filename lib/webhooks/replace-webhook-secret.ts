import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { webhookTarget } from './audit-target.ts';
import type { WebhookWithSecret } from './schema.ts';
import { webhookOrThrow } from './webhook-or-throw.ts';
import { makeSecret, replacedSecret } from './webhook-secret.ts';
import { webhookView } from './webhook-view.ts';

/** Signs with a new secret from now on, which is in this answer alone; the one before signs beside it for a day. */
export async function replaceWebhookSecret(ctx: TenantContext, id: string): Promise<WebhookWithSecret> {
  requireScope(ctx, 'webhooks:admin');
  const { tenantId } = ctx;
  const secret = makeSecret();
  const webhook = await inTenant(tenantId, async (tx) => {
    // Two at once come one after the other: each makes the other's secret the one before.
    await tx.$executeRaw`select from webhooks where tenant_id = ${tenantId}::uuid and id = ${id}::uuid for update`;
    const held = await webhookOrThrow(tx, tenantId, id);
    const data = await replacedSecret(tx, held, secret, new Date());
    await tx.webhook.updateMany({ where: { tenantId, id }, data });
    await recordAudit(tx, ctx, { action: 'webhook.secret_replaced', ...webhookTarget(held) });
    return webhookView({ ...held, ...data });
  });
  return { webhook, secret: secret.reveal() };
}
