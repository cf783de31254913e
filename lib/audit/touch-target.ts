import type { TenantContext } from '#lib/accounts/context.ts';
import type { Tx } from '#lib/db/index.ts';

/**
 * Notes that a person or a key acted on connections: a candidate that nobody touches for seven days is destroyed
 * (decision 0016). What Mailgrant does by itself is no touch, and neither is looking.
 */
export async function touchTargets(
  tx: Tx,
  { tenantId, actor }: TenantContext,
  targets: readonly { targetKind: string; targetId: string }[],
): Promise<void> {
  const ids = targets.flatMap(({ targetKind, targetId }) => (targetKind === 'connection' ? [targetId] : []));
  if (ids.length === 0 || actor.kind === 'system') return;
  // Not by the client, which would call it a change of the settings.
  await tx.$executeRaw`
    update connections set touched_at = clock_timestamp()
     where tenant_id = ${tenantId}::uuid and id = any (${ids}::uuid[])`;
}
