import type { Tx } from '#lib/db/index.ts';

/** Makes the grant's row, which holds the lease, for a connection that needs nobody's consent. */
export async function ensureGrant(tx: Tx, tenantId: string, connectionId: string): Promise<void> {
  await tx.grant.upsert({
    where: { tenantId_connectionId: { tenantId, connectionId } },
    create: { tenantId, connectionId },
    update: {},
  });
}
