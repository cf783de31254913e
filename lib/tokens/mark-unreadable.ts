import type { Tx } from '#lib/db/index.ts';
import { settingsOf } from './connection-settings.ts';
import { lockConnection } from './lock-connection.ts';
import { problemColumn, type StoredProblem } from './stored-problem.ts';

/** Says on the connection that what is stored for it does not open. The grant is not given up: keys may come back. */
export async function markUnreadable(tx: Tx, tenantId: string, connectionId: string) {
  await lockConnection(tx, tenantId, connectionId);
  const settings = settingsOf(await tx.connection.findFirstOrThrow({ where: { tenantId, id: connectionId } }));
  const problem: StoredProblem = { about: 'grant', source: 'own', code: 'secret_unreadable', facts: settings.facts };
  await tx.connection.updateMany({
    where: { tenantId, id: connectionId },
    data: { health: 'invalid', problem: problemColumn(problem) },
  });
  return { kind: 'problem', problem, settings } as const;
}
