import type { TenantContext } from '#lib/accounts/index.ts';
import type { Connection, Grant } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { lockAccess, revocationAt } from './access-key.ts';
import { type BegunRevocation, beginRevocation, type RevokedAccess } from './begin-revocation.ts';
import { settingsOf } from './connection-settings.ts';
import { eventActor } from './event-actor.ts';
import { isAccessShared } from './is-access-shared.ts';
import { revocationColumn } from './stored-revocation.ts';

/** What a forgotten token leaves to be done: nothing, or the request that the caller makes after its commit. */
export type Forgotten = {
  /** What is to happen to the access at the provider; null where there is none, or nothing can be done about it. */
  access: 'asked' | 'kept' | null;
  begun: BegunRevocation | null;
};

/**
 * Destroys the tokens of a connection and decides, in the caller's transaction, what becomes of the access at the
 * provider: revoked, or kept as long as another grant would die with it. The access's lock makes the last of several
 * who leave at once the one that revokes. The caller has locked the connection's row, and changes it only afterwards:
 * the request takes the way that the row names now. `leaving`: grants that the same transaction forgets, which keep
 * nothing.
 */
export async function forgetGrant(
  tx: Tx,
  ctx: TenantContext,
  connectionId: string,
  leaving: readonly string[] = [],
): Promise<Forgotten> {
  const { tenantId } = ctx;
  const grant = await tx.grant.findFirst({ where: { tenantId, connectionId } });
  if (!grant) return { access: null, begun: null };
  const connection = await tx.connection.findFirstOrThrow({ where: { tenantId, id: connectionId } });
  const at = revocationAt(settingsOf(connection));
  const revocable = at && grant.accessKey;
  if (revocable) await lockAccess(tx, revocable);
  await tx.grant.deleteMany({ where: { tenantId, id: grant.id } });
  await tx.grantEvent.create({ data: { tenantId, connectionId, kind: 'disconnected', ...eventActor(ctx) } });
  if (!revocable) return { access: null, begun: null };
  if (await isAccessShared(tx, revocable, leaving)) return keep(tx, grant);
  return {
    access: 'asked',
    begun: await begin(tx, connection, grant, { accessKey: revocable, endpoint: at.endpoint }),
  };
}

async function keep(tx: Tx, { tenantId, connectionId }: Grant): Promise<Forgotten> {
  await tx.grantEvent.create({ data: { tenantId, connectionId, kind: 'revocation_kept' } });
  const revocation = revocationColumn({ kind: 'kept', at: new Date().toISOString() });
  await tx.connection.updateMany({ where: { tenantId, id: connectionId }, data: { revocation } });
  return { access: 'kept', begun: null };
}

async function begin(tx: Tx, connection: Connection, grant: Grant, access: RevokedAccess) {
  const begun = await beginRevocation(tx, connection, grant, access);
  const { tenantId, connectionId } = grant;
  const revocation = revocationColumn({ kind: 'under_way', at: new Date().toISOString(), id: begun.id });
  await tx.connection.updateMany({ where: { tenantId, id: connectionId }, data: { revocation } });
  return begun;
}
