import type { Tx } from '#lib/db/index.ts';

/**
 * Locks a connection's row for the transaction. Whoever changes a connection together with its grant locks the
 * connection first, so that two such changes queue up instead of deadlocking.
 */
export async function lockConnection(
  tx: Tx,
  tenantId: string,
  connectionId: string,
): Promise<{ stage: string } | null> {
  const rows = await tx.$queryRaw<{ stage: string }[]>`
    select stage::text from connections
     where tenant_id = ${tenantId}::uuid and id = ${connectionId}::uuid
       for update`;
  return rows[0] ?? null;
}
