import type { Secret } from '#lib/crypto/index.ts';
import type { Connection, Prisma } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { openVault } from '#lib/db/vault.ts';
import type { Facts } from '#lib/diagnosis/index.ts';
import { egressFetch, type Proxy as ProxyServer } from '#lib/egress/index.ts';
import { AppError } from '#lib/errors/index.ts';
import type { AuthorizationServer, Fetch } from '#lib/oauth/index.ts';
import {
  type Endpoints,
  type Provider,
  type ProviderId,
  provider as providerOf,
  type ResourceAccess,
  type TransportId,
} from '#lib/providers/index.ts';
import { mailServerOf } from '#lib/transports/schema.ts';
import { redirectUrl } from './redirect-url.ts';
import { serversOf } from './servers-of.ts';

/** What an admin may change under Advanced; absent keys take the provider's value. */
export type Overrides = Partial<Endpoints> & {
  scopes?: string[];
  saveToSentItems?: boolean;
  /** RFC 9207: the server promised to name itself in its answers. */
  issInResponse?: boolean;
};

/** What stands between here and a connection's servers, as it is stored; its password is sealed beside it. */
export type StoredProxy = Omit<ProxyServer, 'password'> & { uses: ProxyUse[] };

type ProxyUse = 'authorization' | 'mail';

/** A connection's row with everything that follows from it and its provider's data. */
export type ConnectionSettings = {
  connection: Connection;
  provider: Provider;
  /** What only this provider has, by name. */
  settings: Record<string, string>;
  endpoints: Endpoints;
  access: ResourceAccess;
  /** What a token request asks for, by this connection's grant. */
  scopes: string[];
  /** Who signs in at the mail server. */
  userName: string;
  saveToSentItems: boolean;
  /** What stands between here and the authorization server, and the mail server. */
  proxies: Record<ProxyUse, ProxyServer | null>;
  server: AuthorizationServer;
  fetch: Fetch;
  facts: Facts;
};

/** Longest wait for an authorization server; the lease of a refresh outlives it. */
export const tokenRequestTimeoutMs = 12_000;

/** Applies the admin's overrides to the provider's data. Pure; requests through a proxy that asks who comes need its password. */
export function settingsOf(connection: Connection, proxyPassword: Secret | null = null): ConnectionSettings {
  const provider = providerOf(connection.provider as ProviderId);
  const {
    scopes: ownScopes,
    saveToSentItems = true,
    issInResponse = false,
    ...own
  } = connection.overrides as Overrides;
  const settings = connection.settings as Record<string, string>;
  const usual = provider.endpoints(settings);
  const endpoints = { ...usual, ...own, ...mailServerOf(usual, own) };
  const { smtpHost } = endpoints;
  const access = accessOf(provider, connection.transport as TransportId, settings, smtpHost, ownScopes);
  const needed = connection.grantKind === 'client_credentials' ? access.applicationScopes : access.delegatedScopes;
  const scopes = ownScopes ?? needed;
  const proxies = proxiesOf(connection.proxy as StoredProxy | null, proxyPassword);
  return {
    connection,
    provider,
    settings,
    endpoints,
    access,
    scopes,
    userName: provider.userName(settings) ?? connection.senderAddress,
    saveToSentItems,
    proxies,
    server: {
      issuer: endpoints.issuer,
      authorizationEndpoint: endpoints.authorizationEndpoint,
      tokenEndpoint: endpoints.tokenEndpoint,
      issInResponse,
    },
    fetch: fetchWithin({ caCertificate: endpoints.caCertificate, proxy: proxies.authorization }, tokenRequestTimeoutMs),
    facts: {
      clientId: connection.clientId,
      settings,
      senderAddress: connection.senderAddress,
      redirectUrl: redirectUrl(provider, connection.id),
      grantKind: connection.grantKind,
      scopes: scopes.join(','),
      smtpHost: endpoints.smtpHost,
      isNew: isNew(connection),
      servers: serversOf(connection, { endpoints, proxies }, own),
      clientSecretExpiresAt: connection.clientSecretExpiresAt?.toISOString() ?? null,
    },
  };
}

/** Not in use yet, and no test e-mail of its settings was accepted. */
function isNew({ stage, lastTest }: Connection): boolean {
  return stage === 'candidate' && (lastTest as { kind?: string } | null)?.kind !== 'accepted';
}

/** OpenID Connect's scopes say who consented; they send nothing. */
const identityScopes = ['openid', 'profile', 'email', 'offline_access'];

/** What a server is asked for that nobody knows is what must be granted. */
function accessOf(
  provider: Provider,
  transport: TransportId,
  settings: Record<string, string>,
  smtpHost: string,
  ownScopes: string[] | undefined,
): ResourceAccess {
  const access = provider.access(transport, settings, smtpHost);
  if (provider.namesAccount || !ownScopes) return access;
  return { ...access, requiredDelegatedScopes: ownScopes.filter((scope) => !identityScopes.includes(scope)) };
}

function proxiesOf(stored: StoredProxy | null, password: Secret | null): Record<ProxyUse, ProxyServer | null> {
  if (!stored) return { authorization: null, mail: null };
  const { uses, ...proxy } = stored;
  const by = (use: ProxyUse) => (uses.includes(use) ? { ...proxy, password } : null);
  return { authorization: by('authorization'), mail: by('mail') };
}

/** The fetch of one connection: by its proxy, trusting its own certificates, and waiting this long for everything. */
export function fetchWithin(
  { caCertificate, proxy }: { caCertificate: string; proxy: ProxyServer | null },
  timeoutMs: number,
): Fetch {
  return (url, init) => egressFetch(url, { ...init, caCertificate, timeoutMs, proxy });
}

/**
 * The connection of this tenant with its settings, ready for requests; a stranger's or a missing id is `not_found`, and
 * a proxy's password that does not open a SealError.
 */
export async function settingsOrThrow(tx: Tx, tenantId: string, connectionId: string): Promise<ConnectionSettings> {
  const connection = await tx.connection.findFirst({ where: { tenantId, id: connectionId } });
  if (!connection) throw noSuchConnection();
  return settingsOf(connection, await openProxyPassword(tx, connection));
}

export function noSuchConnection(): AppError {
  return new AppError('not_found', 'There is no such connection in this tenant.');
}

/** Where the seal of a proxy's password is bound to. */
function proxyPasswordPlace({ id, proxyVersion }: Pick<Connection, 'id' | 'proxyVersion'>) {
  return { table: 'connections', row: id, column: 'proxy_password', version: proxyVersion };
}

export async function openProxyPassword(tx: Tx, connection: Connection): Promise<Secret | null> {
  if (connection.proxyPassword === null) return null;
  const vault = await openVault(tx, connection.tenantId);
  return vault.open(proxyPasswordPlace(connection), connection.proxyPassword);
}

/** The columns that store a proxy's password, or that there is none. */
export async function sealProxyPassword(
  tx: Tx,
  connection: Pick<Connection, 'id' | 'tenantId' | 'proxyVersion'>,
  password: Secret | null,
) {
  const proxyVersion = connection.proxyVersion + 1;
  if (!password) return { proxyVersion, proxyPassword: null };
  const vault = await openVault(tx, connection.tenantId);
  return { proxyVersion, proxyPassword: vault.seal(proxyPasswordPlace({ id: connection.id, proxyVersion }), password) };
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
