import type { Tx } from '#lib/db/index.ts';
import { providers } from '#lib/providers/index.ts';

/**
 * What people call the targets at this moment, by their ids, read in the transaction of the act: after it a connection
 * may send as somebody else. Those of which nothing is known are left out.
 */
export async function namesOfTargets(
  tx: Tx,
  tenantId: string,
  targets: readonly { targetKind: string; targetId: string }[],
): Promise<Map<string, string>> {
  const ids = targets.flatMap(({ targetKind, targetId }) => (targetKind === 'connection' ? [targetId] : []));
  if (ids.length === 0) return new Map();
  const connections = await tx.connection.findMany({
    where: { id: { in: ids }, tenantId },
    select: { id: true, provider: true, senderAddress: true },
  });
  const labels = new Map<string, string>(providers().map(({ id, label }) => [id, label]));
  return new Map(
    connections.map(({ id, provider, senderAddress }) => [
      id,
      `${labels.get(provider) ?? provider} · ${senderAddress}`,
    ]),
  );
}
