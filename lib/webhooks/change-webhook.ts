import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { webhookTarget } from './audit-target.ts';
import { requireCallable } from './require-callable.ts';
import { type WebhookChange, type WebhookView, webhookChangeSchema } from './schema.ts';
import { webhookOrThrow } from './webhook-or-throw.ts';
import { webhookView } from './webhook-view.ts';

/**
 * Changes what is given. What waits goes to the new address; of one that is switched off it is dropped when its turn
 * comes.
 *
 * @throws AppError `not_found`; `invalid_input` naming `url`
 */
export async function changeWebhook(ctx: TenantContext, id: string, given: WebhookChange): Promise<WebhookView> {
  requireScope(ctx, 'webhooks:admin');
  const { tenantId } = ctx;
  const { name, url, events, isEnabled } = webhookChangeSchema.parse(given);
  if (url !== undefined) requireCallable(url);
  return inTenant(tenantId, async (tx) => {
    await webhookOrThrow(tx, tenantId, id);
    const data = {
      ...(name === undefined ? {} : { name }),
      ...(url === undefined ? {} : { url }),
      ...(events === undefined ? {} : { events }),
      ...(isEnabled === undefined ? {} : { isEnabled }),
    };
    await tx.webhook.updateMany({ where: { tenantId, id }, data });
    const row = await webhookOrThrow(tx, tenantId, id);
    const details = { changed: Object.keys(data) };
    await recordAudit(tx, ctx, { action: 'webhook.changed', ...webhookTarget(row), details });
    return webhookView(row);
  });
}
