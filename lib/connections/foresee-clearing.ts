import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { accessForecast } from './foresee-revocation.ts';
import type { ClearingForecast } from './schema.ts';
import { type ConnectionRow, connectionView, withGrant } from './view.ts';

/** What deleting all mail settings would take now, and what would become of each access at its provider. */
export async function foreseeClearing(ctx: TenantContext): Promise<ClearingForecast> {
  requireScope(ctx, 'connections:admin');
  const { rows, forecastOf } = await inTenant(ctx.tenantId, async (tx) => {
    const rows = await tx.connection.findMany({
      where: { tenantId: ctx.tenantId, stage: { not: 'retired' } },
      include: withGrant,
      orderBy: [{ stage: 'desc' }, { createdAt: 'desc' }],
    });
    return { rows, forecastOf: await accessForecast(tx, rows) };
  });
  return { connections: rows.map((row) => ({ ...named(row), ...forecastOf(row) })) };
}

/** A connection as far as the dialog and the answer name it. */
export function named(row: ConnectionRow) {
  const { id, provider, providerLabel, senderAddress, senderName } = connectionView(row);
  return {
    id,
    provider,
    providerLabel,
    senderAddress,
    senderName,
    stage: row.stage === 'active' ? 'active' : 'candidate',
  } as const;
}
