import { recordAudit } from '#lib/audit/index.ts';
import type { Tx } from '#lib/db/index.ts';
import { type Role, scopesOf, type TenantContext } from './context.ts';

/**
 * Ends the keys that a person made and whose scopes the person's role does not hold, each with its entry in the audit
 * log, within the caller's transaction inside the tenant. Answers how many.
 */
export async function revokeKeysBeyond(
  tx: Tx,
  ctx: TenantContext,
  maker: { userId: string; role: Role },
): Promise<number> {
  const { tenantId } = ctx;
  const held: readonly string[] = scopesOf[maker.role];
  const live = await tx.apiKey.findMany({
    where: { tenantId, createdById: maker.userId, revokedAt: null },
    select: { id: true, name: true, scopes: true },
  });
  const beyond = live.filter((key) => key.scopes.some((scope) => !held.includes(scope)));
  await tx.apiKey.updateMany({
    where: { tenantId, id: { in: beyond.map((key) => key.id) } },
    data: { revokedAt: new Date() },
  });
  for (const { id, name } of beyond) {
    await recordAudit(tx, ctx, {
      action: 'api_key.revoked',
      targetKind: 'api_key',
      targetId: id,
      targetName: name,
      details: { name, because: 'member.role_changed' },
    });
  }
  return beyond.length;
}
