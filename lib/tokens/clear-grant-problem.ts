import type { Tx } from '#lib/db/index.ts';
import type { ProviderId } from '#lib/providers/index.ts';
import { describeProblem, problemColumn, type StoredProblem } from './stored-problem.ts';

/**
 * A token in hand cures what ailed the grant, not what a mail server said about the last message. True when there was
 * something to clear. The caller has locked the connection's row.
 */
export async function clearGrantProblem(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  isCured: (problem: StoredProblem, provider: ProviderId) => boolean = () => true,
): Promise<boolean> {
  const { problem, provider, lastTest } = await tx.connection.findFirstOrThrow({
    where: { id: connectionId, tenantId },
    select: { problem: true, provider: true, lastTest: true },
  });
  const stored = problem as StoredProblem | null;
  if (!stored || stored.about === 'delivery' || !isCured(stored, provider as ProviderId)) return false;
  const tested = (lastTest as { kind?: string } | null)?.kind === 'accepted';
  await tx.connection.updateMany({
    where: { id: connectionId, tenantId },
    data: { health: tested ? 'working' : 'untested', problem: problemColumn(null) },
  });
  return true;
}

/**
 * A new secret that the provider let in cures what a request with the old one was told meanwhile. What was put off for
 * its sake is due at once. The caller has locked the connection's row.
 */
export async function clearConfigProblem(tx: Tx, tenantId: string, connectionId: string): Promise<void> {
  const isConfig = (problem: StoredProblem, provider: ProviderId) =>
    describeProblem(provider, problem).class === 'config';
  if (!(await clearGrantProblem(tx, tenantId, connectionId, isConfig))) return;
  // Only a connection in use has a time, and only while its grant lives.
  await tx.grant.updateMany({
    where: { tenantId, connectionId, nextRefreshAt: { not: null } },
    data: { nextRefreshAt: new Date(), failures: 0 },
  });
}
