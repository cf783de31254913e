import { recordAudit } from '#lib/audit/index.ts';
import { system } from '#lib/db/index.ts';
import { insertMember } from './add-member.ts';
import { type Role, requireScope, type TenantContext } from './context.ts';
import type { UserView } from './create-user.ts';
import { emailSchema } from './schema.ts';

/** A person who signed in before they belonged to this tenant, and the role they have there now. */
export type Admitted = { user: UserView; role: Role; isNew: boolean };

/**
 * Lets whoever signs in with this address into the tenant, with an entry in its audit log; their name and password stay
 * as they are, and so does the role of one who is a member already. Null where nobody signs in with it.
 */
export async function admitKnownPerson(
  ctx: TenantContext,
  { email, role }: { email: string; role: Role },
): Promise<Admitted | null> {
  requireScope(ctx, 'members:admin');
  const { tenantId } = ctx;
  return system().$transaction(async (tx) => {
    const where = { email: emailSchema.parse(email) };
    const user = await tx.user.findUnique({ where, select: { id: true, email: true, name: true } });
    if (!user) return null;
    await tx.$executeRaw`select set_config('app.tenant_id', ${tenantId}, true)`;
    const member = await tx.membership.findFirst({ where: { tenantId, userId: user.id }, select: { role: true } });
    if (member) return { user, role: member.role, isNew: false };
    await insertMember(tx, { tenantId, userId: user.id, role });
    await recordAudit(tx, ctx, {
      action: 'member.added',
      targetKind: 'user',
      targetId: user.id,
      targetName: user.email,
      details: { role },
    });
    return { user, role, isNew: true };
  });
}
