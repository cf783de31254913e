import { inTenant, system } from '#lib/db/index.ts';
import { takeUpRevocation } from '#lib/tokens/index.ts';
import { revokeAccess } from './revoke-access.ts';
import { workerContext } from './worker-context.ts';

/** What ended is kept for a while: a consent that was under way meanwhile may have been revoked with it. */
const keptMs = 3_600_000;
const mostAtOnce = 20;

/** Removes the revocations of an hour ago; makes the requests for those that a process did not live to end. */
export async function finishRevocations(now = new Date()): Promise<void> {
  // First: one that cannot be taken up must not keep the others.
  await system().revocation.deleteMany({ where: { endedAt: { lt: new Date(now.getTime() - keptMs) } } });
  const left = await system().revocation.findMany({
    where: { endedAt: null, leaseUntil: { lte: now } },
    orderBy: { leaseUntil: 'asc' },
    take: mostAtOnce,
    select: { id: true, tenantId: true },
  });
  await Promise.all(left.map(takeUp));
}

async function takeUp({ id, tenantId }: { id: string; tenantId: string }): Promise<void> {
  const begun = await inTenant(tenantId, (tx) => takeUpRevocation(tx, tenantId, id));
  if (begun) await revokeAccess(await workerContext(tenantId), { begun });
}
