import type { Tx } from '#lib/db/index.ts';

/** Tells no more of what these were about. One that is under way arrives all the same, and is then written down so. */
export async function dropWaiting(tx: Tx, tenantId: string, aboutIds: string[]): Promise<void> {
  const where = { tenantId, aboutId: { in: aboutIds }, status: 'waiting' };
  await tx.webhookDelivery.updateMany({ where, data: { status: 'dropped', nextAttemptAt: null } });
}
