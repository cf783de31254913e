import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { type ConnectionSettings, describeProblem, type StoredEventReply, settingsOf } from '#lib/tokens/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import type { GrantEventView } from './schema.ts';

/** How far back the status page looks. */
const eventLimit = 50;

/** The last events of a connection's grant, newest first, with the provider's exact replies. */
export async function listEvents(ctx: TenantContext, connectionId: string): Promise<GrantEventView[]> {
  requireScope(ctx, 'connections:read');
  return inTenant(ctx.tenantId, async (tx) => {
    const settings = settingsOf(await connectionRowOrThrow(tx, ctx, connectionId));
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
      ...told(settings, event.reply as StoredEventReply | null),
    }));
  });
}

/** What an event says of a refusal; with a provider's reply goes what it means, in today's words. */
function told(
  { provider, facts }: ConnectionSettings,
  stored: StoredEventReply | null,
): Pick<GrantEventView, 'reply' | 'problem' | 'isTrial'> {
  if (stored === null) return { reply: null, problem: null, isTrial: false };
  if ('problem' in stored)
    return { reply: null, problem: describeProblem(provider.id, stored.problem), isTrial: false };
  const { isTrial = false, ...reply } = stored;
  return {
    reply,
    problem: describeProblem(provider.id, { about: 'grant', source: 'provider', reply, facts }),
    isTrial,
  };
}
