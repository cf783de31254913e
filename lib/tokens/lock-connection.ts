import type { Tx } from '#lib/db/index.ts';

/** What it is now that nobody else changes it. */
export type Locked = { stage: string; configVersion: number; secretVersion: number };

/**
 * Locks a connection's row for the transaction. Whoever changes a connection together with its grant locks the
 * connection first, so that two such changes queue up instead of deadlocking.
 */
export async function lockConnection(tx: Tx, tenantId: string, connectionId: string): Promise<Locked | null> {
  const rows = await tx.$queryRaw<Locked[]>`
    select stage::text, config_version as "configVersion", secret_version as "secretVersion" from connections
     where tenant_id = ${tenantId}::uuid and id = ${connectionId}::uuid
       for update`;
  return rows[0] ?? null;
}

/** Locks all of a tenant's connections that are no history, in the order in which whoever locks several does; their ids. */
export async function lockLiveConnections(tx: Tx, tenantId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id from connections where tenant_id = ${tenantId}::uuid and stage <> 'retired' order by id for update`;
  return rows.map(({ id }) => id);
}
