import { randomUUID } from 'node:crypto';
import { SealError, Secret } from '#lib/crypto/index.ts';
import type { Grant } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { openVault, type Vault } from '#lib/db/vault.ts';
import { type ConnectionSettings, openClientSecret } from './connection-settings.ts';
import { refreshTokenPlace } from './token-places.ts';

/** So long a revocation is the affair of the process that began it; its request ends well before. */
const revocationLeaseMs = 60_000;

/** What the request for a revocation shows. */
export type RevocationSecrets = { clientId: string; clientSecret: Secret | null; refreshToken: Secret };

export type BegunRevocation = {
  id: string;
  tenantId: string;
  connectionId: string;
  /** Null where the stored token does not open: then nobody can ask. */
  secrets: RevocationSecrets | null;
};

const placeOf = (id: string) => ({ table: 'revocations', row: id, column: 'secrets', version: 1 });

/**
 * Puts what is needed for the request aside, in the transaction that forgets the grant: a process that dies before it
 * has asked leaves it to the worker. The connection's own settings and secret may be others by then.
 */
export async function beginRevocation(
  tx: Tx,
  { connection }: ConnectionSettings,
  grant: Grant,
  accessKey: Uint8Array<ArrayBuffer>,
): Promise<BegunRevocation> {
  const secrets = await opened(async () => {
    const vault = await openVault(tx, grant.tenantId);
    const refreshToken = vault.open(refreshTokenPlace(grant, grant.generation), grant.refreshToken ?? '');
    return besideClient(tx, connection, refreshToken);
  });
  return putAside(tx, grant, accessKey, secrets);
}

/** What the request shows of a token that was never stored: one that a consent brought and that is not kept. */
export async function beginRevocationOf(
  tx: Tx,
  { connection }: ConnectionSettings,
  refreshToken: Secret,
  accessKey: Uint8Array<ArrayBuffer>,
): Promise<BegunRevocation> {
  const { tenantId, id: connectionId } = connection;
  return putAside(tx, { tenantId, connectionId }, accessKey, await besideClient(tx, connection, refreshToken));
}

async function besideClient(
  tx: Tx,
  connection: ConnectionSettings['connection'],
  refreshToken: Secret,
): Promise<RevocationSecrets> {
  // The token says enough by itself where the secret beside it is lost.
  const clientSecret = await opened(() => openClientSecret(tx, connection));
  return { clientId: connection.clientId, clientSecret, refreshToken };
}

async function putAside(
  tx: Tx,
  { tenantId, connectionId }: Pick<Grant, 'tenantId' | 'connectionId'>,
  accessKey: Uint8Array<ArrayBuffer>,
  secrets: RevocationSecrets | null,
): Promise<BegunRevocation> {
  const id = randomUUID();
  const sealed = secrets && sealSecrets(await openVault(tx, tenantId), id, secrets);
  await tx.$executeRaw`
    insert into revocations (id, tenant_id, connection_id, access_key, secrets, lease_until)
    values (${id}::uuid, ${tenantId}::uuid, ${connectionId}::uuid, ${accessKey}, ${sealed},
            now() + make_interval(secs => ${revocationLeaseMs / 1000}::double precision))`;
  return { id, tenantId, connectionId, secrets };
}

/**
 * Takes up what another process began and did not end; null where somebody else did, or is about to. The database's
 * clock decides.
 */
export async function takeUpRevocation(tx: Tx, tenantId: string, id: string): Promise<BegunRevocation | null> {
  const rows = await tx.$queryRaw<{ connectionId: string; secrets: string | null }[]>`
    update revocations set lease_until = now() + make_interval(secs => ${revocationLeaseMs / 1000}::double precision)
     where tenant_id = ${tenantId}::uuid and id = ${id}::uuid and ended_at is null and lease_until <= now()
    returning connection_id as "connectionId", secrets`;
  const [row] = rows;
  if (!row) return null;
  const { connectionId, secrets: sealed } = row;
  const secrets =
    sealed === null ? null : await opened(async () => openSecrets(await openVault(tx, tenantId), id, sealed));
  return { id, tenantId, connectionId, secrets };
}

/** A seal that does not open must not keep anybody from disconnecting. */
async function opened<T>(open: () => Promise<T>): Promise<T | null> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

function sealSecrets(vault: Vault, id: string, { clientId, clientSecret, refreshToken }: RevocationSecrets): string {
  const texts = [clientId, clientSecret?.reveal() ?? null, refreshToken.reveal()];
  return vault.seal(placeOf(id), new Secret(JSON.stringify(texts)));
}

function openSecrets(vault: Vault, id: string, sealed: string): RevocationSecrets {
  const texts = JSON.parse(vault.open(placeOf(id), sealed).reveal()) as [string, string | null, string];
  const [clientId, clientSecret, refreshToken] = texts;
  return {
    clientId,
    clientSecret: clientSecret === null ? null : new Secret(clientSecret),
    refreshToken: new Secret(refreshToken),
  };
}
