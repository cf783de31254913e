import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { type Forgotten, lockAccess, lockConnection } from '#lib/tokens/index.ts';
import { named } from './foresee-clearing.ts';
import { lockSlot } from './lock-slot.ts';
import { retire } from './retire.ts';
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
    const leaving = rows.flatMap(({ grant }) => (grant ? [grant.id] : []));
    const forgotten: Forgotten[] = [];
    for (const { id } of rows) {
      const one = await retire(tx, ctx, id, leaving);
      await recordAudit(tx, ctx, {
        action: 'connection.cleared',
        targetKind: 'connection',
        targetId: id,
        details: accessDetail(one),
      });
      forgotten.push(one);
    }
    return { rows, forgotten };
  });
  await Promise.all(forgotten.map((one) => revokeAccess(ctx, one)));
  return { connections: await withRevocations(ctx, rows) };
}

/** Everything that is not history, locked in the order in which everybody locks: the slot, connections, accesses. */
async function lockAll(tx: Tx, tenantId: string): Promise<ConnectionRow[]> {
  await lockSlot(tx, tenantId);
  const live = { tenantId, stage: { not: 'retired' } } as const;
  const found = await tx.connection.findMany({ where: live, orderBy: { id: 'asc' }, select: { id: true } });
  for (const { id } of found) await lockConnection(tx, tenantId, id);
  const rows = await tx.connection.findMany({
    where: { ...live, id: { in: found.map(({ id }) => id) } },
    include: withGrant,
    orderBy: [{ stage: 'desc' }, { createdAt: 'desc' }],
  });
  // Another tenant that leaves at once may share several of them.
  const keys = new Map(
    rows.flatMap(({ grant }) => (grant?.accessKey ? [[hex(grant.accessKey), grant.accessKey]] : [])),
  );
  for (const name of [...keys.keys()].sort()) await lockAccess(tx, keys.get(name) ?? new Uint8Array());
  return rows;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

async function withRevocations({ tenantId }: TenantContext, rows: ConnectionRow[]): Promise<Cleared['connections']> {
  const ids = rows.map(({ id }) => id);
  const where = { tenantId, id: { in: ids } };
  const now = await inTenant(tenantId, (tx) => tx.connection.findMany({ where, include: withGrant }));
  return rows.map((row) => {
    const after = now.find(({ id }) => id === row.id);
    const revocation = row.grant && after ? connectionView(after).lastRevocation : null;
    return { ...named(row), revocation };
  });
}
