import { randomUUID } from 'node:crypto';
import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { webhookTarget } from './audit-target.ts';
import { requireCallable } from './require-callable.ts';
import { mostWebhooks, type WebhookInput, type WebhookWithSecret, webhookInputSchema } from './schema.ts';
import { makeSecret, sealedSecret } from './webhook-secret.ts';
import { webhookView } from './webhook-view.ts';

/**
 * Has an address told of events from now on. The secret that its deliveries are signed with is in this answer alone.
 *
 * @throws AppError `invalid_input` naming `url`; `conflict` where there are as many as a tenant has at most
 */
export async function createWebhook(ctx: TenantContext, given: WebhookInput): Promise<WebhookWithSecret> {
  requireScope(ctx, 'webhooks:admin');
  const input = webhookInputSchema.parse(given);
  requireCallable(input.url);
  const { tenantId } = ctx;
  const secret = makeSecret();
  const row = await inTenant(tenantId, async (tx) => {
    // Two at once count one after the other.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('webhooks ' || ${tenantId}, 0))`;
    if ((await tx.webhook.count({ where: { tenantId } })) >= mostWebhooks) {
      throw new AppError('conflict', `A tenant has ${mostWebhooks} webhooks at most. Delete one that is not needed.`);
    }
    const id = randomUUID();
    const sealed = await sealedSecret(tx, { id, tenantId }, secret);
    const made = await tx.webhook.create({ data: { id, tenantId, ...input, ...sealed } });
    const entry = { action: 'webhook.created', ...webhookTarget(made), details: { events: made.events } };
    await recordAudit(tx, ctx, entry);
    return made;
  });
  return { webhook: webhookView({ ...row, deliveries: [] }), secret: secret.reveal() };
}
