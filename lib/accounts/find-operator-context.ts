import { system } from '#lib/db/index.ts';
import type { Actor, TenantContext } from './context.ts';

export type Operator = Extract<Actor, { kind: 'operator' }>;

/** Lets the operator act in a tenant; null when there is no such tenant. */
export async function findOperatorContext(operator: Operator, slug: string): Promise<TenantContext | null> {
  const tenant = await system().tenant.findUnique({ where: { slug }, select: { id: true, slug: true } });
  return tenant && { tenantId: tenant.id, tenantSlug: tenant.slug, actor: operator, ip: null };
}
