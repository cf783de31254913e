import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { webhookTarget } from './audit-target.ts';
import { requireCallable } from './require-callable.ts';
import { type WebhookChange, type WebhookView, webhookChangeSchema } from './schema.ts';
import { webhookOrThrow } from './webhook-or-throw.ts';
import { type WebhookRow, webhookView } from './webhook-view.ts';

/**
 * Changes what is given and is not so already. What waits goes to the new address; of one that is switched off it is dropped when its turn
 * comes.
 *
 * @throws AppError `not_found`; `invalid_input` naming `url`
 */
export async function changeWebhook(ctx: TenantContext, id: string, given: WebhookChange): Promise<WebhookView> {
  requireScope(ctx, 'webhooks:admin');
  const { tenantId } = ctx;
  const { url, ...change } = webhookChangeSchema.parse(given);
  if (url !== undefined) requireCallable(url);
  return inTenant(tenantId, async (tx) => {
    const held = await webhookOrThrow(tx, tenantId, id);
    const data = whatDiffers(held, { ...change, url });
    if (Object.keys(data).length === 0) return webhookView(held);
    await tx.webhook.updateMany({ where: { tenantId, id }, data });
    const row = await webhookOrThrow(tx, tenantId, id);
    // Of an address its host, as everywhere in the audit.
    const details = data.url === undefined ? data : { ...data, url: new URL(data.url).host };
    await recordAudit(tx, ctx, { action: 'webhook.changed', ...webhookTarget(row), details });
    return webhookView(row);
  });
}

type Change = { [Key in 'name' | 'url' | 'events' | 'isEnabled']?: WebhookRow[Key] | undefined };

/** What is given and is not so already. */
function whatDiffers(held: WebhookRow, change: Change): { [Key in keyof Change]?: WebhookRow[Key] } {
  const given = Object.entries(change).filter(
    ([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(held[name as keyof Change]),
  );
  return Object.fromEntries(given);
}
