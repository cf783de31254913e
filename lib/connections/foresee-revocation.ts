import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { isAccessShared, revocationAt, settingsOf } from '#lib/tokens/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import type { RevocationForecast } from './schema.ts';
import type { ConnectionRow } from './view.ts';

/**
 * What would become of the access at the provider if this connection's token were forgotten now. Of another connection
 * that uses it nothing is told but that there is one: it may be another tenant's.
 */
export async function foreseeRevocation(ctx: TenantContext, id: string): Promise<RevocationForecast> {
  requireScope(ctx, 'connections:admin');
  return inTenant(ctx.tenantId, async (tx) => {
    const row = await connectionRowOrThrow(tx, ctx, id);
    return accessForecast(tx, row, row.grant ? [row.grant.id] : []);
  });
}

/** The same of a connection in hand, where all the grants of `leaving` are forgotten. */
export async function accessForecast(
  tx: Tx,
  row: ConnectionRow,
  leaving: readonly string[],
): Promise<RevocationForecast> {
  if (!row.grant) return { access: 'none' };
  const { accessKey } = row.grant;
  if (!accessKey || !revocationAt(settingsOf(row))) return { access: 'stands' };
  return { access: (await isAccessShared(tx, accessKey, leaving)) ? 'kept' : 'revoked' };
}
