import type { TenantContext } from '#lib/accounts/index.ts';
import { system } from '#lib/db/index.ts';

/** In whose name the worker acts in a tenant: its own. */
export async function workerContext(tenantId: string): Promise<TenantContext> {
  const { slug } = await system().tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { slug: true } });
  return { tenantId, tenantSlug: slug, actor: { kind: 'system', name: 'worker' }, ip: null };
}
