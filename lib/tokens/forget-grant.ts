import type { Tx } from '#lib/db/index.ts';

/** Destroys the tokens of a connection. The caller has locked the connection's row. */
export async function forgetGrant(tx: Tx, tenantId: string, connectionId: string): Promise<void> {
  const { count } = await tx.grant.deleteMany({ where: { tenantId, connectionId } });
  if (count > 0) await tx.grantEvent.create({ data: { tenantId, connectionId, kind: 'disconnected' } });
}
