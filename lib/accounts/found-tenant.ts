import { recordAudit } from '#lib/audit/index.ts';
import { system } from '#lib/db/index.ts';
import { insertTenant, type TenantView } from './create-tenant.ts';
import type { Operator } from './find-operator-context.ts';

/** Makes a tenant in the operator's name, which its audit log begins with; a short name that is taken is a conflict. */
export async function foundTenant(actor: Operator, input: { slug: string; name: string }): Promise<TenantView> {
  return system().$transaction(async (tx) => {
    const tenant = await insertTenant(tx, input);
    const ctx = { tenantId: tenant.id, tenantSlug: tenant.slug, actor, ip: null };
    await recordAudit(tx, ctx, {
      action: 'tenant.created',
      targetKind: 'tenant',
      targetId: tenant.id,
      targetName: tenant.name,
      details: { slug: tenant.slug },
    });
    return tenant;
  });
}
