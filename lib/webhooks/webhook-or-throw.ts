import type { Tx } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { type WebhookRow, withLastDelivery } from './webhook-view.ts';

/** One webhook of this tenant; a stranger's or a missing id is `not_found`. */
export async function webhookOrThrow(tx: Tx, tenantId: string, id: string): Promise<WebhookRow> {
  const row = await tx.webhook.findFirst({ where: { tenantId, id }, include: withLastDelivery });
  if (!row) throw noSuchWebhook();
  return row;
}

export const noSuchWebhook = () => new AppError('not_found', 'There is no such webhook in this tenant.');
