import type { TenantContext } from '#lib/accounts/index.ts';
import type { Connection, Grant } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { lockAccesses, revocationAt } from './access-key.ts';
import { type BegunRevocation, beginRevocation, type RevokedAccess } from './begin-revocation.ts';
import { settingsOf } from './connection-settings.ts';
import { eventActor } from './event-actor.ts';
import { sharedAccesses } from './is-access-shared.ts';
import { revocationColumn } from './stored-revocation.ts';

/** What a forgotten token leaves to be done: nothing, or the request that the caller makes after its commit. */
export type Forgotten = {
  /** What is to happen to the access at the provider; null where there is none, or nothing can be done about it. */
  access: 'asked' | 'kept' | null;
  begun: BegunRevocation | null;
};

const nothing: Forgotten = { access: null, begun: null };

/**
 * Destroys the tokens of a connection and decides, in the caller's transaction, what becomes of the access at the
 * provider: revoked, or kept as long as another grant would die with it. The access's lock makes the last of several
 * who leave at once the one that revokes. The caller has locked the connection's row, and changes it only afterwards:
 * the request takes the way that the row names now.
 */
export async function forgetGrant(tx: Tx, ctx: TenantContext, connectionId: string): Promise<Forgotten> {
  const [forgotten = nothing] = await forgetGrants(tx, ctx, [connectionId]);
  return forgotten;
}

/**
 * The same of several connections, which leave together: none of them keeps an access for another. In their order. Each
 * access that is to be revoked takes statements of its own, the rest of them none.
 */
export async function forgetGrants(tx: Tx, ctx: TenantContext, connectionIds: readonly string[]): Promise<Forgotten[]> {
  const { tenantId } = ctx;
  const where = { tenantId, connectionId: { in: [...connectionIds] } };
  const grants = await tx.grant.findMany({ where, include: { connection: true } });
  if (grants.length === 0) return connectionIds.map(() => nothing);
  const revocable = grants.flatMap((grant) => {
    const at = revocationAt(settingsOf(grant.connection));
    return at && grant.accessKey ? [{ grant, access: { accessKey: grant.accessKey, endpoint: at.endpoint } }] : [];
  });
  const accessKeys = revocable.map(({ access }) => access.accessKey);
  await lockAccesses(tx, accessKeys);
  await tx.grant.deleteMany({ where });
  const actor = eventActor(ctx);
  await tx.grantEvent.createMany({
    data: grants.map(({ connectionId }) => ({ tenantId, connectionId, kind: 'disconnected' as const, ...actor })),
  });
  const isShared = await sharedAccesses(tx, accessKeys, []);
  const kept = revocable.flatMap(({ grant, access }) => (isShared(access.accessKey) ? [grant] : []));
  await keep(tx, tenantId, kept);
  const forgotten = new Map<string, Forgotten>(
    kept.map(({ connectionId }) => [connectionId, { access: 'kept', begun: null }]),
  );
  for (const { grant, access } of revocable) {
    if (isShared(access.accessKey)) continue;
    forgotten.set(grant.connectionId, { access: 'asked', begun: await begin(tx, grant.connection, grant, access) });
  }
  return connectionIds.map((id) => forgotten.get(id) ?? nothing);
}

async function keep(tx: Tx, tenantId: string, kept: readonly Grant[]): Promise<void> {
  if (kept.length === 0) return;
  const ids = kept.map(({ connectionId }) => connectionId);
  await tx.grantEvent.createMany({
    data: ids.map((connectionId) => ({ tenantId, connectionId, kind: 'revocation_kept' as const })),
  });
  const revocation = revocationColumn({ kind: 'kept', at: new Date().toISOString() });
  await tx.connection.updateMany({ where: { tenantId, id: { in: ids } }, data: { revocation } });
}

async function begin(tx: Tx, connection: Connection, grant: Grant, access: RevokedAccess) {
  const begun = await beginRevocation(tx, connection, grant, access);
  const { tenantId, connectionId } = grant;
  const revocation = revocationColumn({ kind: 'under_way', at: new Date().toISOString(), id: begun.id });
  await tx.connection.updateMany({ where: { tenantId, id: connectionId }, data: { revocation } });
  return begun;
}
