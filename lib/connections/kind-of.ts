import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import type { Connection } from '#lib/db/generated/client.ts';
import { inTenant } from '#lib/db/index.ts';
import type { ProviderId, TransportId } from '#lib/providers/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import type { ConnectionKind } from './schema.ts';

/** What decides how a row's texts are read. */
export function kindOf(
  row: Pick<Connection, 'provider' | 'grantKind' | 'transport' | 'settings'>,
): ConnectionKind & { settings: Record<string, string> } {
  const { provider, grantKind, transport, settings } = row;
  return {
    provider: provider as ProviderId,
    grantKind,
    transport: transport as TransportId,
    settings: settings as Record<string, string>,
  };
}

/** By which rules a change of this connection is read, for whoever may change it. */
export async function kindOfConnection(ctx: TenantContext, id: string): Promise<ConnectionKind> {
  requireScope(ctx, 'connections:admin');
  return inTenant(ctx.tenantId, async (tx) => kindOf(await connectionRowOrThrow(tx, ctx, id)));
}
