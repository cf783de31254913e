import type { Secret } from '#lib/crypto/index.ts';
import type { Connection, Prisma } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { openVault } from '#lib/db/vault.ts';
import type { Facts } from '#lib/diagnosis/index.ts';
import { egressFetch } from '#lib/egress/index.ts';
import { AppError } from '#lib/errors/index.ts';
import type { AuthorizationServer, Fetch } from '#lib/oauth/index.ts';
import {
  type Endpoints,
  type Provider,
  type ProviderId,
  provider as providerOf,
  type ResourceAccess,
} from '#lib/providers/index.ts';
import { redirectUrl } from './redirect-url.ts';

/** What an admin may change under Advanced; absent keys take the provider's value. */
export type Overrides = Partial<Endpoints> & { scopes?: string[]; saveToSentItems?: boolean };

/** A connection's row with everything that follows from it and its provider's data. */
export type ConnectionSettings = {
  connection: Connection;
  provider: Provider;
  endpoints: Endpoints;
  access: ResourceAccess;
  /** What a token request asks for, by this connection's grant. */
  scopes: string[];
  saveToSentItems: boolean;
  server: AuthorizationServer;
  fetch: Fetch;
  facts: Facts;
};

/** Longest wait for an authorization server; the lease of a refresh outlives it. */
export const tokenRequestTimeoutMs = 20_000;

/** Applies the admin's overrides to the provider's data. Pure. */
export function settingsOf(connection: Connection): ConnectionSettings {
  const provider = providerOf(connection.provider as ProviderId);
  const { scopes: ownScopes, saveToSentItems = true, ...ownEndpoints } = connection.overrides as Overrides;
  const endpoints = { ...provider.endpoints({ directoryId: connection.directoryId }), ...ownEndpoints };
  const access = provider.access(connection.transport as Provider['transports'][number]);
  const usual = connection.grantKind === 'client_credentials' ? access.applicationScopes : access.delegatedScopes;
  return {
    connection,
    provider,
    endpoints,
    access,
    scopes: ownScopes ?? usual,
    saveToSentItems,
    server: {
      issuer: endpoints.issuer,
      authorizationEndpoint: endpoints.authorizationEndpoint,
      tokenEndpoint: endpoints.tokenEndpoint,
    },
    fetch: (url, init) =>
      egressFetch(url, { ...init, caCertificate: endpoints.caCertificate, timeoutMs: tokenRequestTimeoutMs }),
    facts: {
      clientId: connection.clientId,
      directoryId: connection.directoryId,
      senderAddress: connection.senderAddress,
      redirectUrl: redirectUrl(provider.id),
      grantKind: connection.grantKind,
      clientSecretExpiresAt: connection.clientSecretExpiresAt?.toISOString() ?? null,
    },
  };
}

/** The connection of this tenant with its settings; a stranger's or a missing id is `not_found`. */
export async function settingsOrThrow(tx: Tx, tenantId: string, connectionId: string): Promise<ConnectionSettings> {
  const connection = await tx.connection.findFirst({ where: { tenantId, id: connectionId } });
  if (!connection) throw new AppError('not_found', 'There is no such connection in this tenant.');
  return settingsOf(connection);
}

/** Where a client secret's seal is bound to. */
export function clientSecretPlace(connection: Pick<Connection, 'id' | 'secretVersion'>) {
  return { table: 'connections', row: connection.id, column: 'client_secret', version: connection.secretVersion };
}

/** The connection's client secret, or null when it was destroyed or never given. */
export async function openClientSecret(tx: Tx, connection: Connection): Promise<Secret | null> {
  if (connection.clientSecret === null) return null;
  const vault = await openVault(tx, connection.tenantId);
  return vault.open(clientSecretPlace(connection), connection.clientSecret);
}

/** The columns that store a client secret: a new version each time, so that an older seal cannot be put back. */
export async function sealClientSecret(
  tx: Tx,
  connection: Pick<Connection, 'id' | 'tenantId' | 'secretVersion'>,
  secret: Secret,
): Promise<Prisma.ConnectionUncheckedUpdateInput> {
  const secretVersion = connection.secretVersion + 1;
  const vault = await openVault(tx, connection.tenantId);
  return { secretVersion, clientSecret: vault.seal(clientSecretPlace({ id: connection.id, secretVersion }), secret) };
}
