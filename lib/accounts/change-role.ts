import { recordAudit } from '#lib/audit/index.ts';
import { system } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import type { Role, TenantContext } from './context.ts';
import { revokeSessionsOf } from './revoke-session.ts';

/**
 * Gives a member another role and ends all their sessions with it, so that no session outlives the rights it began
 * with. Only an administrator may; nobody may change their own.
 */
export async function changeRole(ctx: TenantContext, input: { userId: string; role: Role }): Promise<void> {
  const { actor, tenantId } = ctx;
  if (actor.kind !== 'user' || actor.role !== 'admin') {
    throw new AppError('forbidden', 'Only an administrator of this tenant changes roles.');
  }
  if (actor.userId === input.userId)
    throw new AppError('forbidden', 'Ask another administrator to change your own role.');
  await system().$transaction(async (tx) => {
    await tx.$executeRaw`select set_config('app.tenant_id', ${tenantId}, true)`;
    const changed = await tx.membership.updateMany({
      where: { tenantId, userId: input.userId, role: { not: input.role } },
      data: { role: input.role },
    });
    if (changed.count === 0) {
      const member = await tx.membership.findFirst({
        where: { tenantId, userId: input.userId },
        select: { role: true },
      });
      if (!member) throw new AppError('not_found', 'There is no such member in this tenant.');
      return;
    }
    await revokeSessionsOf(tx, input.userId);
    const details = { role: input.role };
    await recordAudit(tx, ctx, { action: 'member.role_changed', targetKind: 'user', targetId: input.userId, details });
  });
}
