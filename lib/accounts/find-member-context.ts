import { system } from '#lib/db/index.ts';
import type { TenantContext } from './context.ts';
import type { SessionUser } from './find-session.ts';

/** Lets a signed-in person act in a tenant; null when there is no such tenant or they do not belong to it. */
export async function findMemberContext(
  user: SessionUser,
  slug: string,
  ip: string | null,
): Promise<TenantContext | null> {
  const membership = await system().membership.findFirst({
    where: { userId: user.userId, tenant: { slug } },
    select: { role: true, tenant: { select: { id: true, slug: true } } },
  });
  if (!membership) return null;
  const { userId, name, email, sessionId } = user;
  return {
    tenantId: membership.tenant.id,
    tenantSlug: membership.tenant.slug,
    actor: { kind: 'user', userId, name, email, role: membership.role, sessionId },
    ip,
  };
}
