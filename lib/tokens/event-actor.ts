import type { TenantContext } from '#lib/accounts/index.ts';

/** Who acted, as an event of the grant keeps it: by the name they had then, and nobody where the system acts by itself. */
export function eventActor({ actor }: Pick<TenantContext, 'actor'>): { actorKind?: string; actorName?: string } {
  return actor.kind === 'system' ? {} : { actorKind: actor.kind, actorName: actor.name };
}
