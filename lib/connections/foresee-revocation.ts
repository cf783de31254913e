import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { revocationAt, settingsOf, sharedAccesses } from '#lib/tokens/index.ts';
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
    return (await accessForecast(tx, [row]))(row);
  });
}

/**
 * The same of connections in hand, which are forgotten together: none of them keeps the access of another. Answers with
 * what tells of each of them.
 */
export async function accessForecast(
  tx: Tx,
  rows: readonly ConnectionRow[],
): Promise<(row: ConnectionRow) => RevocationForecast> {
  const accessOf = (row: ConnectionRow) =>
    row.grant?.accessKey && revocationAt(settingsOf(row)) ? row.grant.accessKey : null;
  const leaving = rows.flatMap(({ grant }) => (grant ? [grant.id] : []));
  const accessKeys = rows.map(accessOf).filter((accessKey) => accessKey !== null);
  const isShared = await sharedAccesses(tx, accessKeys, leaving);
  return (row) => {
    if (!row.grant) return { access: 'none' };
    const accessKey = accessOf(row);
    if (!accessKey) return { access: 'stands' };
    return { access: isShared(accessKey) ? 'kept' : 'revoked' };
  };
}
