import { system } from '#lib/db/index.ts';
import type { Role } from './context.ts';
import type { TenantView } from './create-tenant.ts';

/** Lists the tenants a person belongs to, by name, with the role held in each. */
export async function tenantsOf(userId: string): Promise<(TenantView & { role: Role })[]> {
  const rows = await system().membership.findMany({
    where: { userId },
    select: { role: true, tenant: { select: { id: true, slug: true, name: true } } },
    orderBy: { tenant: { name: 'asc' } },
  });
  return rows.map((row) => ({ ...row.tenant, role: row.role }));
}
