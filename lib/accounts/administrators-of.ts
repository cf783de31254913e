import { system } from '#lib/db/index.ts';

export type Administrator = { userId: string; name: string; email: string };

/** Who is written to when something of the tenant needs a person: its administrators, but for those who were shut out. */
export async function administratorsOf(tenantId: string): Promise<Administrator[]> {
  const rows = await system().membership.findMany({
    where: { tenantId, role: 'admin', user: { disabledAt: null } },
    select: { userId: true, user: { select: { name: true, email: true } } },
    orderBy: { userId: 'asc' },
  });
  return rows.map(({ userId, user }) => ({ userId, ...user }));
}
