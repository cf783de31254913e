import { system, type Tx } from '#lib/db/index.ts';
import { type Scope, scopesOf, type TenantContext } from './context.ts';
import { holdRoles } from './lock-roles.ts';

/**
 * Whether the person of a context is still signed in and may still do this, which took its time meanwhile. Their role
 * stays as it is until the transaction ends. False for whoever is no person.
 */
export async function stillMay(tx: Tx, { tenantId, actor }: TenantContext, scope: Scope): Promise<boolean> {
  if (actor.kind !== 'user') return false;
  const { userId, sessionId } = actor;
  // Before the lock: nobody who holds it may wait for a connection that those who wait for it have taken.
  const session = await system().session.findFirst({
    where: { id: sessionId, userId, revokedAt: null, expiresAt: { gt: new Date() }, user: { disabledAt: null } },
    select: { id: true },
  });
  await holdRoles(tx, tenantId);
  const membership = await tx.membership.findFirst({ where: { tenantId, userId }, select: { role: true } });
  return session !== null && membership !== null && scopesOf[membership.role].includes(scope);
}
