import { randomUUID } from 'node:crypto';
import { SealError, Secret } from '#lib/crypto/index.ts';
import type { Connection, Grant } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { openVault, type Vault } from '#lib/db/vault.ts';
import type { Proxy as ProxyServer } from '#lib/egress/index.ts';
import { type Showing, showingOf } from './client-of.ts';
import { type ConnectionSettings, openClientSecret, openProxyPassword, settingsOf } from './connection-settings.ts';
import { refreshTokenPlace } from './token-places.ts';

/** So long a revocation is the affair of the process that began it; its request ends well before. */
const revocationLeaseMs = 60_000;

/** What is revoked, and where: the access's key and the provider's revocation endpoint. */
export type RevokedAccess = { accessKey: Uint8Array<ArrayBuffer>; endpoint: string };

/**
 * What the request for a revocation shows, and the way it takes. All of it is as it was when the grant was forgotten: a
 * secret goes only where it was given to go, whatever the connection's settings are by then.
 */
type RevocationRequest = {
  endpoint: string;
  clientId: string;
  showing: Showing;
  clientSecret: Secret | null;
  refreshToken: Secret;
  /** PEM certificates trusted besides the system's; empty for none. */
  caCertificate: string;
  proxy: ProxyServer | null;
};

export type BegunRevocation = {
  id: string;
  tenantId: string;
  connectionId: string;
  /** Null where what it takes does not open: then nobody can ask. */
  request: RevocationRequest | null;
};

/** Version 1 did not hold the way: what was put aside like that is shown to nobody. */
const placeOf = (id: string) => ({ table: 'revocations', row: id, column: 'secrets', version: 2 });

/**
 * Puts what is needed for the request aside, in the transaction that forgets the grant: a process that dies before it
 * has asked leaves it to the worker. `connection` is as it was while it had the grant.
 */
export async function beginRevocation(
  tx: Tx,
  connection: Connection,
  grant: Grant,
  access: RevokedAccess,
): Promise<BegunRevocation> {
  const request = await opened(async () => {
    const settings = settingsOf(connection, await openProxyPassword(tx, connection));
    const vault = await openVault(tx, grant.tenantId);
    const refreshToken = vault.open(refreshTokenPlace(grant, grant.generation), grant.refreshToken ?? '');
    return requestBy(tx, settings, refreshToken, access);
  });
  return putAside(tx, grant, access, request);
}

/** What the request shows of a token that was never stored: one that a consent brought and that is not kept. */
export async function beginRevocationOf(
  tx: Tx,
  settings: ConnectionSettings,
  refreshToken: Secret,
  access: RevokedAccess,
): Promise<BegunRevocation> {
  const { tenantId, id: connectionId } = settings.connection;
  return putAside(tx, { tenantId, connectionId }, access, await requestBy(tx, settings, refreshToken, access));
}

async function requestBy(
  tx: Tx,
  settings: ConnectionSettings,
  refreshToken: Secret,
  { endpoint }: RevokedAccess,
): Promise<RevocationRequest> {
  const { connection, endpoints, proxies } = settings;
  // The token says enough by itself where the secret beside it is lost.
  const clientSecret = await opened(() => openClientSecret(tx, connection));
  return {
    endpoint,
    clientId: connection.clientId,
    showing: showingOf(settings),
    clientSecret,
    refreshToken,
    caCertificate: endpoints.caCertificate,
    proxy: proxies.authorization,
  };
}

async function putAside(
  tx: Tx,
  { tenantId, connectionId }: Pick<Grant, 'tenantId' | 'connectionId'>,
  { accessKey }: RevokedAccess,
  request: RevocationRequest | null,
): Promise<BegunRevocation> {
  const id = randomUUID();
  const sealed = request && sealRequest(await openVault(tx, tenantId), id, request);
  await tx.$executeRaw`
    insert into revocations (id, tenant_id, connection_id, access_key, secrets, lease_until)
    values (${id}::uuid, ${tenantId}::uuid, ${connectionId}::uuid, ${accessKey}, ${sealed},
            now() + make_interval(secs => ${revocationLeaseMs / 1000}::double precision))`;
  return { id, tenantId, connectionId, request };
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
  const request =
    sealed === null ? null : await opened(async () => openRequest(await openVault(tx, tenantId), id, sealed));
  return { id, tenantId, connectionId, request };
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

/** A request as it is sealed: its secrets are plain texts there. */
type RequestTexts = Omit<RevocationRequest, 'clientSecret' | 'refreshToken' | 'proxy'> & {
  clientSecret: string | null;
  refreshToken: string;
  proxy: (Omit<ProxyServer, 'password'> & { password: string | null }) | null;
};

function sealRequest(vault: Vault, id: string, request: RevocationRequest): string {
  const { clientSecret, refreshToken, proxy } = request;
  const texts: RequestTexts = {
    ...request,
    clientSecret: clientSecret?.reveal() ?? null,
    refreshToken: refreshToken.reveal(),
    proxy: proxy && { ...proxy, password: proxy.password?.reveal() ?? null },
  };
  return vault.seal(placeOf(id), new Secret(JSON.stringify(texts)));
}

function openRequest(vault: Vault, id: string, sealed: string): RevocationRequest {
  const texts = JSON.parse(vault.open(placeOf(id), sealed).reveal()) as RequestTexts;
  const { clientSecret, refreshToken, proxy } = texts;
  return {
    ...texts,
    clientSecret: secretOf(clientSecret),
    refreshToken: new Secret(refreshToken),
    proxy: proxy && { ...proxy, password: secretOf(proxy.password) },
  };
}

const secretOf = (text: string | null) => (text === null ? null : new Secret(text));
