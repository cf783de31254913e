import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import type { ConnectionView } from './schema.ts';
import { type ConnectionRow, connectionView, withGrant } from './view.ts';

export async function connectionRowOrThrow(tx: Tx, ctx: TenantContext, id: string): Promise<ConnectionRow> {
  const row = await tx.connection.findFirst({ where: { tenantId: ctx.tenantId, id }, include: withGrant });
  if (!row) throw new AppError('not_found', 'There is no such connection in this tenant.');
  return row;
}

/** One connection of this tenant, without its secrets. */
export async function getConnection(ctx: TenantContext, id: string): Promise<ConnectionView> {
  requireScope(ctx, 'connections:read');
  return inTenant(ctx.tenantId, async (tx) => connectionView(await connectionRowOrThrow(tx, ctx, id)));
}
