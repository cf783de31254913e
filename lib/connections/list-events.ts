import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import type { GrantEvent } from '#lib/db/generated/client.ts';
import { inTenant } from '#lib/db/index.ts';
import type { Again } from '#lib/diagnosis/index.ts';
import { type ConnectionSettings, describeProblem, type StoredEventReply, settingsOf } from '#lib/tokens/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import type { GrantEventView } from './schema.ts';
import { againOf } from './view.ts';

/** How far back the status page looks. */
const eventLimit = 50;

/** The last events of a connection's grant, newest first, with the provider's exact replies. */
export async function listEvents(ctx: TenantContext, connectionId: string): Promise<GrantEventView[]> {
  requireScope(ctx, 'connections:read');
  return inTenant(ctx.tenantId, async (tx) => {
    const row = await connectionRowOrThrow(tx, ctx, connectionId);
    const settings = settingsOf(row);
    const events = await tx.grantEvent.findMany({
      where: { tenantId: ctx.tenantId, connectionId },
      orderBy: { id: 'desc' },
      take: eventLimit,
    });
    return events.map((event) => ({
      id: String(event.id),
      kind: kindOfEvent(event),
      at: event.at.toISOString(),
      resource: event.resource,
      generation: event.generation,
      by: actorOf(event),
      ...told(
        settings,
        event.kind,
        event.reply as StoredEventReply | null,
        isAtConsent(event) ? 'connecting' : againOf(row),
      ),
    }));
  });
}

/** What an event says of a refusal; with a provider's reply goes what it means, in today's words. */
function told(
  { provider, facts }: ConnectionSettings,
  kind: GrantEventView['kind'],
  stored: StoredEventReply | null,
  again: Again,
): Pick<GrantEventView, 'reply' | 'problem' | 'isTrial' | 'to'> {
  if (stored === null) return { reply: null, problem: null, isTrial: false, to: null };
  if ('problem' in stored) {
    const { problem } = stored;
    const isTest = 'to' in stored;
    // Of what is not the provider's own refusal, a test e-mail's history shows the reply that led to it all the same.
    const shown = 'signIn' in stored ? stored.signIn : isTest && problem?.reply;
    return {
      reply: shown || null,
      problem: problem && describeProblem(provider.id, problem, again),
      isTrial: false,
      to: isTest ? stored.to : null,
    };
  }
  const { isTrial = false, ...reply } = stored;
  return {
    reply,
    // Of a token that is gone it is no problem that it had been dead before.
    problem:
      kind === 'revoked'
        ? null
        : describeProblem(
            provider.id,
            { about: 'grant', source: 'provider', reply, facts },
            isTrial ? 'asking' : again,
          ),
    isTrial,
    to: null,
  };
}

/** A sign-in is kept as a test without an e-mail. */
function kindOfEvent({ kind, reply }: Pick<GrantEvent, 'kind' | 'reply'>): GrantEventView['kind'] {
  if (reply === null || !('signIn' in (reply as StoredEventReply))) return kind;
  return kind === 'test_accepted' ? 'sign_in_accepted' : 'sign_in_refused';
}

/** A refusal at the consent screen names no resource. */
function isAtConsent({ kind, resource }: Pick<GrantEvent, 'kind' | 'resource'>): boolean {
  return kind === 'refused' && resource === null;
}

function actorOf({ actorKind, actorName }: Pick<GrantEvent, 'actorKind' | 'actorName'>): GrantEventView['by'] {
  if (actorName === null) return null;
  return { kind: actorKind === 'api_key' || actorKind === 'operator' ? actorKind : 'user', name: actorName };
}
