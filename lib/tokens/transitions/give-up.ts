import type { Grant } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { lockConnection } from '#lib/tokens/lock-connection.ts';
import { problemColumn, type StoredProblem } from '#lib/tokens/stored-problem.ts';

/**
 * overdue → stopped. The process that presented the token twice never told what came of it: only a person can help now.
 * False when the grant has moved on meanwhile.
 */
export async function giveUp(tx: Tx, grant: Grant, resource: string, problem: StoredProblem): Promise<boolean> {
  const { id, tenantId, connectionId, generation } = grant;
  await lockConnection(tx, tenantId, connectionId);
  const { count } = await tx.grant.updateMany({
    where: { id, tenantId, fence: grant.fence, leaseUntil: grant.leaseUntil },
    data: { stoppedAt: new Date(), nextRefreshAt: null },
  });
  if (count === 0) return false;
  await tx.grantEvent.create({ data: { tenantId, connectionId, kind: 'failed', resource, generation } });
  await tx.connection.updateMany({
    where: { id: connectionId, tenantId },
    data: { health: 'needs_consent', problem: problemColumn(problem) },
  });
  return true;
}
