import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider, { type TokenContext } from 'oidc-provider';
import { Secret } from '#lib/crypto/secret.ts';
import type { Client } from '#lib/oauth/index.ts';
import { providerIds, providerRules } from '#lib/providers/schema.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import { type Approval, answerInteraction, walkThrough } from './oidc-interaction.ts';
import { anOidcStore } from './oidc-store.ts';

export type OidcAccount = { id: string; address: string; name: string };
export type OidcTokenRequest = { clientId: string; grantType: string; method: string; status: number; error?: string };

const accounts: OidcAccount[] = [
  { id: 'account-1', address: 'reports@contoso.example', name: 'Contoso Reports' },
  { id: 'account-2', address: 'alerts@contoso.example', name: 'Contoso Alerts' },
];

/** Without what Basic would have to encode, as mail servers seldom do. */
const mailServer = { clientId: 'mail-server', secret: 'mail-server-secret' };

/** What its clients may ask for. A refresh token comes with `offline_access`, which wants `prompt=consent` (OpenID Connect Core §11). */
const scopes = [
  ...['openid', 'email', 'profile', 'offline_access', 'smtp.send', 'mail.send'],
  // It may stand in for any provider that is data alone.
  ...providerIds.flatMap((id) => providerRules[id].oauthMail?.sendingScopes ?? []),
];

type OidcServerOptions = {
  redirectUris: string[];
  port?: number;
  /** The name it calls itself by, whoever knows the way to it. */
  host?: string;
};

/**
 * Starts a certified authorization server (RFC 6749, OpenID Connect) on this machine, so that our side is tested against
 * one that is not ours: PKCE for every client, refresh tokens that rotate and whose reuse ends the grant, opaque access
 * tokens, `iss` in the callback (RFC 9207), introspection, revocation. An application's own token is good for the first
 * account's mailbox. Callers allow egress to it.
 */
export async function startOidcServer({ redirectUris: known, port = 0, host = '127.0.0.1' }: OidcServerOptions) {
  const redirectUris = [...known];
  const server = createServer();
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  const issuer = `http://${host}:${(server.address() as AddressInfo).port}`;
  const { clients, registered } = await makeClients();
  const provider = new Provider(issuer, await configuration(registered));
  provider.Client.prototype.redirectUriAllowed = (uri) => redirectUris.includes(uri);
  const log: OidcTokenRequest[] = [];
  provider.on('grant.success', (context) => log.push(requestOf(context, 200)));
  provider.on('grant.error', (context, { statusCode = 500, error = '' }) =>
    log.push({ ...requestOf(context, statusCode), error }),
  );

  const requests: string[] = [];
  const handle = provider.callback();
  server.on('request', (request, response) => {
    requests.push(`${issuer}${request.url?.split('?')[0]}`);
    const isInteraction = request.url?.startsWith('/interaction/');
    const work = isInteraction ? answerInteraction(provider, accounts, request, response) : handle(request, response);
    work.catch((error: unknown) => response.writeHead(500).end(String(error)));
  });

  const endpoints = {
    authorization: `${issuer}/auth`,
    token: `${issuer}/token`,
    introspection: `${issuer}/token/introspection`,
    revocation: `${issuer}/token/revocation`,
    jwks: `${issuer}/jwks`,
  };
  return {
    issuer,
    endpoints,
    /** One for each way to authenticate; all of them may use code, refresh and, but for `none`, client credentials. */
    clients,
    accounts,
    scopes,
    /** How a mail server authenticates at introspection, by HTTP Basic; it finds the mailbox under `username`. */
    mailServer,
    /** Registers one more redirect URL, to the letter, with every client. */
    allowRedirect: (uri: string): void => void redirectUris.push(uri),
    /** What its token endpoint was asked, and how it answered, oldest first. */
    log,
    /** Every address that anybody asked, without its query, oldest first. */
    requests,
    /** Signs in and consents as a person would, without a browser: the callback's URL, as the browser would land on it. */
    approve: (authorizeUrl: string, approval: Approval): Promise<URL> =>
      walkThrough(authorizeUrl, redirectUris, approval),
    /** What a mail server learns of a token it was shown (RFC 7662). */
    introspect: (token: string) => introspect(endpoints.introspection, token),
    stop: (): Promise<void> => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

export type OidcServer = Awaited<ReturnType<typeof startOidcServer>>;

async function makeClients() {
  const rsa = aCertificate();
  const elliptic = aCertificate({ key: 'ec' });
  const both = ['rsa', 'ec'] as const;
  const pem = ({ keyPem, certificate }: typeof rsa) => new Secret(`${certificate}${keyPem}`);
  const clients = {
    client_secret_post: {
      clientId: 'by-post',
      // With everything that an encoding could lose.
      authentication: { method: 'client_secret_post', secret: new Secret('post:secret +%&=/~') },
    },
    client_secret_basic: {
      clientId: 'by-basic',
      authentication: { method: 'client_secret_basic', secret: new Secret('basic:secret +%&=/~') },
    },
    private_key_jwt: { clientId: 'by-key', authentication: { method: 'private_key_jwt', key: pem(rsa) } },
    private_key_jwt_ec: {
      clientId: 'by-elliptic-key',
      authentication: { method: 'private_key_jwt', key: pem(elliptic), keyTypes: both },
    },
    none: { clientId: 'public', authentication: { method: 'none' } },
  } satisfies Record<string, Client>;
  const keys: Record<string, JWK> = {
    [clients.private_key_jwt.clientId]: await exportJWK(rsa.key),
    [clients.private_key_jwt_ec.clientId]: await exportJWK(elliptic.key),
  };
  const registered = Object.values<Client>(clients).map(({ clientId, authentication: by }) => ({
    client_id: clientId,
    token_endpoint_auth_method: by.method,
    ...('secret' in by ? { client_secret: by.secret.reveal() } : {}),
    ...('key' in by ? { jwks: { keys: [publicPart(keys[clientId])] } } : {}),
    redirect_uris: ['https://unused.example/'],
    grant_types: ['authorization_code', 'refresh_token', ...(by.method === 'none' ? [] : ['client_credentials'])],
  }));
  const asking = {
    client_id: mailServer.clientId,
    client_secret: mailServer.secret,
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: [],
    response_types: [],
    redirect_uris: [],
  };
  return { clients, registered: [...registered, asking] };
}

function publicPart({ kty, n, e, crv, x, y }: JWK = {}): JWK {
  return kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y };
}

async function configuration(clients: object[]): Promise<object> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const hour = () => 3600;
  const day = () => 86_400;
  const minute = () => 60;
  return {
    adapter: anOidcStore(),
    clients,
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['signs the cookies of a test'] },
    scopes,
    claims: { openid: ['sub'], email: ['email'], profile: ['name', 'preferred_username'] },
    conformIdTokenClaims: false,
    findAccount: (_context: unknown, id: string) => {
      const account = accounts.find((one) => one.id === id);
      const { address = '', name = '' } = account ?? {};
      const claims = async () => ({ sub: id, email: address, preferred_username: address, name });
      return account && { accountId: id, claims };
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true, allowedPolicy: () => true },
      rpInitiatedLogout: { enabled: false },
    },
    extraTokenClaims: (_context: unknown, { accountId }: { accountId?: string }) => ({
      username: accounts.find(({ id }) => id === (accountId ?? 'account-1'))?.address,
    }),
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    clientBasedCORS: () => false,
    renderError: (context: { body: string }, out: object) => {
      context.body = JSON.stringify(out);
    },
    ttl: {
      AccessToken: hour,
      AuthorizationCode: minute,
      ClientCredentials: hour,
      IdToken: hour,
      RefreshToken: day,
      Interaction: hour,
      Session: day,
      Grant: day,
    },
  };
}

function requestOf({ headers, oidc }: TokenContext, status: number): OidcTokenRequest {
  const { params = {}, client } = oidc;
  const shown = params.client_assertion ? 'private_key_jwt' : params.client_secret ? 'client_secret_post' : 'none';
  return {
    clientId: client?.clientId ?? params.client_id ?? '',
    grantType: params.grant_type ?? '',
    method: headers.authorization ? 'client_secret_basic' : shown,
    status,
  };
}

type Introspected = { active: boolean; mailbox: string | null; clientId: string; scopes: string[] };

async function introspect(endpoint: string, token: string): Promise<Introspected> {
  const authorization = `Basic ${btoa(`${mailServer.clientId}:${mailServer.secret}`)}`;
  const body = new URLSearchParams({ token });
  const answer = await fetch(endpoint, { method: 'POST', body, headers: { authorization } });
  const said = (await answer.json()) as { active: boolean; username?: string; client_id?: string; scope?: string };
  return {
    active: said.active,
    mailbox: said.username ?? null,
    clientId: said.client_id ?? '',
    scopes: said.scope?.split(' ') ?? [],
  };
}
