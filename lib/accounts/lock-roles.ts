import type { Tx } from '#lib/db/index.ts';

/** Makes changes of roles in a tenant one at a time, until the transaction ends: the next sees what this one left. */
export async function lockRoles(tx: Tx, tenantId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`roles ${tenantId}`}, 0))`;
}

/** Keeps the roles of a tenant as they are until the transaction ends; any number of acts may rely on them at once. */
export async function holdRoles(tx: Tx, tenantId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock_shared(hashtextextended(${`roles ${tenantId}`}, 0))`;
}
