import type { TenantContext } from '#lib/accounts/context.ts';
import { system } from '#lib/db/index.ts';
import { dataKid } from '#lib/db/vault.ts';

export type Tenant = { id: string; slug: string };

export function allTenants(): Promise<Tenant[]> {
  return system().tenant.findMany({ select: { id: true, slug: true }, orderBy: { slug: 'asc' } });
}

/** The tenants that lack the data key of this generation, or have sealed values that an older key opens. */
export async function unfinishedTenants(generation: number): Promise<Tenant[]> {
  return system().$queryRaw<Tenant[]>`
    select id, slug from tenants
     where not exists (
       select from data_keys where tenant_id = tenants.id and kid = ${dataKid(generation)} and resealed_at is not null)
     order by slug`;
}

export function operatorIn({ id, slug }: Tenant, name: string): TenantContext {
  return { tenantId: id, tenantSlug: slug, actor: { kind: 'operator', name }, ip: null };
}
