import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import type { GrantEventView } from './schema.ts';

/** How far back the status page looks. */
const eventLimit = 50;

/** The last events of a connection's grant, newest first, with the provider's exact replies. */
export async function listEvents(ctx: TenantContext, connectionId: string): Promise<GrantEventView[]> {
  requireScope(ctx, 'connections:read');
  return inTenant(ctx.tenantId, async (tx) => {
    await connectionRowOrThrow(tx, ctx, connectionId);
    const events = await tx.grantEvent.findMany({
      where: { tenantId: ctx.tenantId, connectionId },
      orderBy: { id: 'desc' },
      take: eventLimit,
    });
    return events.map((event) => ({
      id: String(event.id),
      kind: event.kind,
      at: event.at.toISOString(),
      resource: event.resource,
      generation: event.generation,
      reply: event.reply as GrantEventView['reply'],
    }));
  });
}
