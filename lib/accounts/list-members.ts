import { inTenant } from '#lib/db/index.ts';
import { type Role, requireScope, type TenantContext } from './context.ts';
import type { MemberView } from './schema.ts';

/** Lists the people of the tenant by name, each with their role. */
export async function listMembers(ctx: TenantContext): Promise<MemberView[]> {
  requireScope(ctx, 'members:admin');
  const rows = await inTenant(ctx.tenantId, (tx) =>
    tx.membership.findMany({
      where: { tenantId: ctx.tenantId },
      include: theirName,
      orderBy: [{ user: { name: 'asc' } }, { userId: 'asc' }],
    }),
  );
  return rows.map(memberView);
}

export const theirName = { user: { select: { name: true, email: true } } } as const;

type Row = { userId: string; role: Role; user: { name: string; email: string } };

/** What is shown of a member: name, address and role. */
export function memberView({ userId, role, user }: Row): MemberView {
  return { userId, name: user.name, email: user.email, role };
}
