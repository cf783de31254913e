import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudits } from '#lib/audit/index.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { lockLiveConnections } from '#lib/tokens/index.ts';
import { named } from './foresee-clearing.ts';
import { lockSlot } from './lock-slot.ts';
import { retireAll } from './retire.ts';
import { accessDetail, revokeAccess } from './revoke-access.ts';
import type { Cleared } from './schema.ts';
import { type ConnectionRow, connectionView, withGrant } from './view.ts';

/**
 * Deletes all mail settings of a tenant, the active connection too: all secrets are destroyed in one transaction, or
 * none; then each access is revoked at its provider, unless a grant of somebody else would die with it. The answer says
 * what was taken and what came of it.
 */
export async function clearConnections(ctx: TenantContext): Promise<Cleared> {
  requireScope(ctx, 'connections:admin');
  const { rows, forgotten } = await inTenant(ctx.tenantId, async (tx) => {
    const rows = await lockAll(tx, ctx.tenantId);
    const ids = rows.map(({ id }) => id);
    const forgotten = await retireAll(tx, ctx, ids);
    const cleared = { action: 'connection.cleared', targetKind: 'connection' };
    await recordAudits(
      tx,
      ctx,
      forgotten.map((one, nth) => ({ ...cleared, targetId: ids[nth] ?? '', details: accessDetail(one) })),
    );
    return { rows, forgotten };
  });
  await Promise.all(forgotten.map((one) => revokeAccess(ctx, one)));
  return { connections: await withRevocations(ctx, rows) };
}

/** Everything that is not history, locked in the order in which everybody locks: the slot, connections. */
async function lockAll(tx: Tx, tenantId: string): Promise<ConnectionRow[]> {
  await lockSlot(tx, tenantId);
  const ids = await lockLiveConnections(tx, tenantId);
  return tx.connection.findMany({
    where: { tenantId, id: { in: ids } },
    include: withGrant,
    orderBy: [{ stage: 'desc' }, { createdAt: 'desc' }],
  });
}

async function withRevocations({ tenantId }: TenantContext, rows: ConnectionRow[]): Promise<Cleared['connections']> {
  const ids = rows.map(({ id }) => id);
  const where = { tenantId, id: { in: ids } };
  const now = await inTenant(tenantId, (tx) => tx.connection.findMany({ where, include: withGrant }));
  const byId = new Map(now.map((row) => [row.id, row]));
  return rows.map((row) => {
    const after = byId.get(row.id);
    const revocation = row.grant && after ? connectionView(after).lastRevocation : null;
    return { ...named(row), revocation };
  });
}
