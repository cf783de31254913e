import type { Tx } from '#lib/db/index.ts';
import { providers } from '#lib/providers/index.ts';

/**
 * What people call the target at this moment, read in the transaction of the act: after it the connection may send as
 * somebody else. Null where nothing is known of it.
 */
export async function nameOfTarget(
  tx: Tx,
  tenantId: string,
  target: { targetKind: string; targetId: string },
): Promise<string | null> {
  if (target.targetKind !== 'connection') return null;
  const connection = await tx.connection.findFirst({
    where: { id: target.targetId, tenantId },
    select: { provider: true, senderAddress: true },
  });
  if (!connection) return null;
  const provider = providers().find(({ id }) => id === connection.provider);
  return `${provider?.label ?? connection.provider} · ${connection.senderAddress}`;
}
