import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { inTenant } from '#lib/db/index.ts';
import type { ConnectionView } from './schema.ts';
import { connectionView, withGrant } from './view.ts';

/** The connections in use or in the making, the active one first; the retired are history. */
export async function listConnections(ctx: TenantContext): Promise<ConnectionView[]> {
  requireScope(ctx, 'connections:read');
  return inTenant(ctx.tenantId, async (tx) => {
    const rows = await tx.connection.findMany({
      where: { tenantId: ctx.tenantId, stage: { not: 'retired' } },
      include: withGrant,
      orderBy: [{ stage: 'desc' }, { createdAt: 'desc' }],
    });
    return rows.map(connectionView);
  });
}
