import { recordAudit } from '#lib/audit/index.ts';
import { system } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { type Role, requireScope, type TenantContext } from './context.ts';
import { memberView, theirName } from './list-members.ts';
import { revokeSessionsOf } from './revoke-session.ts';
import type { MemberView } from './schema.ts';

/**
 * Gives a member another role and ends all their sessions with it, so that no session outlives the rights it began
 * with. Only an administrator may; nobody may change their own, so that one administrator always remains.
 */
export async function changeRole(ctx: TenantContext, input: { userId: string; role: Role }): Promise<MemberView> {
  requireScope(ctx, 'members:admin');
  const { actor, tenantId } = ctx;
  const { userId, role } = input;
  return system().$transaction(async (tx) => {
    await tx.$executeRaw`select set_config('app.tenant_id', ${tenantId}, true)`;
    const member = await tx.membership.findFirst({ where: { tenantId, userId }, include: theirName });
    if (!member) throw new AppError('not_found', 'There is no such member in this tenant.');
    // A leaked key that can make administrators would outlive its own revocation.
    if (actor.kind !== 'user')
      throw new AppError('forbidden', 'Only people change roles: sign in and change it there.');
    if (actor.userId === userId) {
      throw new AppError('forbidden', 'Ask another administrator to change your own role.');
    }
    // One change of roles at a time, by who is still an administrator then: two who demote each other leave one.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`roles ${tenantId}`}, 0))`;
    const acting = await tx.membership.findFirst({ where: { tenantId, userId: actor.userId }, select: { role: true } });
    if (acting?.role !== 'admin') throw new AppError('forbidden', 'You are no administrator of this tenant any more.');
    const changed = await tx.membership.updateMany({
      where: { tenantId, userId, role: { not: role } },
      data: { role },
    });
    if (changed.count > 0) {
      await revokeSessionsOf(tx, userId);
      const details = { role };
      await recordAudit(tx, ctx, { action: 'member.role_changed', targetKind: 'user', targetId: userId, details });
    }
    return memberView({ ...member, role });
  });
}
