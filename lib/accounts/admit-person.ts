import type { z } from 'zod';
import { recordAudit } from '#lib/audit/index.ts';
import { system } from '#lib/db/index.ts';
import { insertMember } from './add-member.ts';
import { type Role, requireScope, type TenantContext } from './context.ts';
import { insertUser, type UserView } from './create-user.ts';
import { hashPassword } from './password.ts';
import type { personInputSchema } from './schema.ts';

/**
 * Makes a person who can sign in, their membership, and its entry in the tenant's audit log, or nothing at all; an
 * e-mail address that is taken is a conflict.
 */
export async function admitPerson(
  ctx: TenantContext,
  { password, role, ...person }: z.output<typeof personInputSchema> & { role: Role },
): Promise<UserView> {
  requireScope(ctx, 'members:admin');
  const { tenantId } = ctx;
  const passwordHash = await hashPassword(password);
  return system().$transaction(async (tx) => {
    const user = await insertUser(tx, { ...person, passwordHash, isOperator: false });
    await tx.$executeRaw`select set_config('app.tenant_id', ${tenantId}, true)`;
    await insertMember(tx, { tenantId, userId: user.id, role });
    await recordAudit(tx, ctx, {
      action: 'member.added',
      targetKind: 'user',
      targetId: user.id,
      targetName: user.email,
      details: { role },
    });
    return user;
  });
}
