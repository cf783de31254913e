import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { inTenant } from '#lib/db/index.ts';
import type { WebhookView } from './schema.ts';
import { webhookOrThrow } from './webhook-or-throw.ts';
import { webhookView } from './webhook-view.ts';

/** One webhook of this tenant, without its secrets. */
export async function getWebhook(ctx: TenantContext, id: string): Promise<WebhookView> {
  requireScope(ctx, 'webhooks:admin');
  return inTenant(ctx.tenantId, async (tx) => webhookView(await webhookOrThrow(tx, ctx.tenantId, id)));
}
