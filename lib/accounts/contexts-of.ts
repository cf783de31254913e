import type { Tx } from '#lib/db/index.ts';
import type { TenantContext } from './context.ts';
import type { UserView } from './create-user.ts';

/** A person's own acts that are of no tenant, such as signing in, as each of their tenants sees them. */
export async function contextsOf(
  tx: Tx,
  person: UserView & { sessionId: string },
  ip: string | null,
): Promise<TenantContext[]> {
  const { id: userId, name, email, sessionId } = person;
  const memberships = await membershipsOf(tx, userId);
  return memberships.map(({ role, tenant }) => ({
    tenantId: tenant.id,
    tenantSlug: tenant.slug,
    actor: { kind: 'user', userId, name, email, role, sessionId },
    ip,
  }));
}

/** Where a person belongs. */
export function membershipsOf(tx: Tx, userId: string) {
  return tx.membership.findMany({
    where: { userId },
    select: { role: true, tenant: { select: { id: true, slug: true } } },
  });
}
