import { recordAudit } from '#lib/audit/index.ts';
import { inTenant, system } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { lockConnection } from '#lib/tokens/index.ts';
import { untouchedSince } from './removal-time.ts';
import { retire } from './retire.ts';
import { accessDetail, revokeAccess } from './revoke-access.ts';
import { workerContext } from './worker-context.ts';

const mostAtOnce = 200;

/**
 * Ends the candidates that nobody has touched for seven days, as discarding does: their settings become history, their
 * secrets are destroyed, their access is revoked. The page of each has said since when (`removedAt`).
 */
export async function destroyUntouched(now = new Date()): Promise<void> {
  const since = untouchedSince(now);
  const due = await system().connection.findMany({
    where: { stage: 'candidate', touchedAt: { lte: since } },
    orderBy: { touchedAt: 'asc' },
    take: mostAtOnce,
    select: { id: true, tenantId: true },
  });
  for (const { id, tenantId } of due) {
    // One that cannot be destroyed must not keep the others.
    await destroy(tenantId, id, since).catch((error: unknown) =>
      log().error({ err: error, tenantId, connectionId: id }, 'an untouched candidate could not be destroyed'),
    );
  }
}

async function destroy(tenantId: string, id: string, since: Date): Promise<void> {
  const ctx = await workerContext(tenantId);
  const forgotten = await inTenant(tenantId, async (tx) => {
    await lockConnection(tx, tenantId, id);
    const where = { tenantId, id, stage: 'candidate', touchedAt: { lte: since } } as const;
    // Somebody may have come just now.
    if (!(await tx.connection.findFirst({ where, select: { id: true } }))) return null;
    const forgotten = await retire(tx, ctx, id);
    await recordAudit(tx, ctx, {
      action: 'connection.removed',
      targetKind: 'connection',
      targetId: id,
      details: accessDetail(forgotten),
    });
    return forgotten;
  });
  if (forgotten) await revokeAccess(ctx, forgotten);
}
