import { recordAudit } from '#lib/audit/index.ts';
import { asTenant, system } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { type Role, requireScope, type TenantContext } from './context.ts';
import { memberView, theirName } from './list-members.ts';
import { lockRoles } from './lock-roles.ts';
import { revokeKeysBeyond } from './revoke-keys-beyond.ts';
import { revokeSessionsOf } from './revoke-session.ts';
import type { ChangedMember } from './schema.ts';

/**
 * Gives a member another role and ends with it what the old one had begun: all their sessions, and the keys they made
 * that may do more than the new role may. Only an administrator may; nobody may change their own, so that one
 * administrator always remains.
 */
export async function changeRole(ctx: TenantContext, input: { userId: string; role: Role }): Promise<ChangedMember> {
  requireScope(ctx, 'members:admin');
  const { actor, tenantId } = ctx;
  const { userId, role } = input;
  return system().$transaction(async (tx) => {
    await tx.$executeRaw`select set_config('app.tenant_id', ${tenantId}, true)`;
    // One change at a time, by who is still an administrator then: two who demote each other leave one.
    await lockRoles(tx, tenantId);
    const member = await tx.membership.findFirst({ where: { tenantId, userId }, include: theirName });
    if (!member) throw new AppError('not_found', 'There is no such member in this tenant.');
    // A leaked key that can make administrators would outlive its own revocation.
    if (actor.kind !== 'user')
      throw new AppError('forbidden', 'Only people change roles: sign in and change it there.');
    if (actor.userId === userId) {
      throw new AppError('forbidden', 'Ask another administrator to change your own role.');
    }
    const acting = await tx.membership.findFirst({ where: { tenantId, userId: actor.userId }, select: { role: true } });
    if (acting?.role !== 'admin') throw new AppError('forbidden', 'You are no administrator of this tenant any more.');
    const before = memberView(member);
    if (before.role === role) return { ...before, revokedKeys: 0 };

    await tx.membership.updateMany({ where: { tenantId, userId }, data: { role } });
    await revokeSessionsOf(tx, userId);
    const revokedKeys = await asTenant(tx, tenantId, () => revokeKeysBeyond(tx, ctx, { userId, role }));
    await recordAudit(tx, ctx, {
      action: 'member.role_changed',
      targetKind: 'user',
      targetId: userId,
      targetName: before.email,
      details: { from: before.role, role, revokedKeys },
    });
    return { ...before, role, revokedKeys };
  });
}
