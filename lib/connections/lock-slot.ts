import type { Tx } from '#lib/db/index.ts';

/**
 * Lets one transaction at a time decide which connection of a tenant is active, and how many there are. Locked first, before connections and
 * accesses. The partial unique index holds the rule of one; this makes those who race queue up rather than fail.
 */
export async function lockSlot(tx: Tx, tenantId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`activate ${tenantId}`}, 0))`;
}
