import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { egressFetch } from '#lib/egress/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { type OidcServer, startOidcServer } from '#lib/testing/oidc-server.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import {
  type Client,
  createAuthorization,
  discoverServer,
  exchangeCode,
  refreshGrant,
  requestClientCredentials,
  revokeToken,
  type TokenAnswer,
} from './index.ts';

const redirectUri = 'http://localhost:3000/oauth/callback/custom/1';
const account = 'reports@contoso.example';
const scopes = ['openid', 'email', 'offline_access', 'smtp.send'];
const methods = ['client_secret_post', 'client_secret_basic', 'private_key_jwt', 'private_key_jwt_ec', 'none'] as const;

let oidc: OidcServer;
beforeAll(async () => {
  oidc = await startOidcServer({ redirectUris: [redirectUri] });
  const { hostname, port } = new URL(oidc.issuer);
  allowEgress(hostname, Number(port));
});
afterAll(() => oidc.stop());
beforeEach(() => {
  oidc.log.length = 0;
});

const fetch = (url: string, init: RequestInit) => egressFetch(url, init);
const theServer = () => discoverServer({ issuer: oidc.issuer, fetch });

async function consented(client: Client, more: { client?: Client; scopes?: string[] } = {}): Promise<TokenAnswer> {
  const server = await theServer();
  const asked = { server, clientId: client.clientId, redirectUri, scopes, parameters: { prompt: 'consent' }, ...more };
  const authorization = await createAuthorization(asked);
  const callbackUrl = await oidc.approve(authorization.url, { account });
  return exchangeCode({ client, ...asked, fetch, ...authorization, callbackUrl });
}

async function refreshed(client: Client, { refreshToken }: Pick<TokenAnswer, 'refreshToken'>): Promise<TokenAnswer> {
  if (!refreshToken) throw new Error('no refresh token');
  return refreshGrant({ server: await theServer(), client, refreshToken, scopes: [], fetch });
}

const shown = (method: string) => method.replace('_ec', '');

describe.each(methods)('a client that authenticates by %s', (method) => {
  const client = (): Client => oidc.clients[method];

  it('exchanges a code, learns who consented, and refreshes: each time another token', async () => {
    const first = await consented(client());
    expect(first).toMatchObject({ identity: { issuer: oidc.issuer, subject: 'account-1', address: account }, scopes });
    const second = await refreshed(client(), first);

    const tokens = [first.refreshToken, second.refreshToken].map((token) => token?.reveal());
    expect(new Set(tokens).size).toBe(2);
    const { clientId } = client();
    expect(await oidc.introspect(second.accessToken.reveal())).toEqual({
      active: true,
      mailbox: account,
      clientId,
      scopes,
    });
    expect(oidc.log).toEqual([
      { clientId, grantType: 'authorization_code', method: shown(method), status: 200 },
      { clientId, grantType: 'refresh_token', method: shown(method), status: 200 },
    ]);
  });
});

it.each(methods.slice(0, 4))('gets an application’s own token by %s', async (method) => {
  const client = oidc.clients[method];
  const got = await requestClientCredentials({ server: await theServer(), client, scopes: ['smtp.send'], fetch });

  expect(got).toMatchObject({ scopes: ['smtp.send'] });
  expect(await oidc.introspect(got.accessToken.reveal())).toMatchObject({
    active: true,
    mailbox: account,
    clientId: client.clientId,
  });
  expect(oidc.log).toMatchObject([{ grantType: 'client_credentials', method: shown(method), status: 200 }]);
});

const wrong: [string, () => Client][] = [
  ['a wrong secret in the body', () => by({ method: 'client_secret_post', secret: new Secret('wrong') }, 'by-post')],
  ['a wrong secret by Basic', () => by({ method: 'client_secret_basic', secret: new Secret('wrong') }, 'by-basic')],
  ['no secret', () => by({ method: 'none' }, 'by-post')],
  ['a secret in place of an assertion', () => by({ method: 'client_secret_post', secret: new Secret('x') }, 'by-key')],
  ['the key of somebody else', () => by({ method: 'private_key_jwt', key: anotherKey() }, 'by-key')],
  ['an elliptic key in place of an RSA one', () => ({ ...oidc.clients.private_key_jwt_ec, clientId: 'by-key' })],
];

function by(authentication: Client['authentication'], clientId: string): Client {
  return { clientId, authentication };
}

function anotherKey(): Secret {
  const { keyPem, certificate } = aCertificate();
  return new Secret(keyPem + certificate);
}

it.each(wrong)('is refused as invalid_client with %s, for a grant and for an application', async (_what, client) => {
  const refusal = { name: 'OAuthRefusal', reply: { status: 401, code: 'invalid_client' } };
  const given = oidc.clients[client().clientId === 'by-basic' ? 'client_secret_basic' : 'client_secret_post'];
  const asApplication = { server: await theServer(), client: client(), scopes: ['smtp.send'], fetch };

  await expect(requestClientCredentials(asApplication)).rejects.toMatchObject(refusal);
  await expect(refreshed(client(), await consented(given))).rejects.toMatchObject(refusal);
});

it('loses the whole grant to a refresh token presented twice, which is why ours never is (control)', async () => {
  const client = oidc.clients.client_secret_post;
  const first = await consented(client);
  const second = await refreshed(client, first);
  expect(await oidc.introspect(second.accessToken.reveal())).toMatchObject({ active: true });

  const dead = { name: 'OAuthRefusal', reply: { status: 400, code: 'invalid_grant' } };
  await expect(refreshed(client, first)).rejects.toMatchObject(dead);
  await expect(refreshed(client, second)).rejects.toMatchObject(dead);
  expect(await oidc.introspect(second.accessToken.reveal())).toMatchObject({ active: false });
});

it.each(['client_secret_post', 'client_secret_basic', 'private_key_jwt', 'none'] as const)(
  'revokes by %s',
  async (method) => {
    const client = oidc.clients[method];
    const got = await consented(client);
    if (!got.refreshToken) throw new Error('no refresh token');

    const { refreshToken } = got;
    expect(await revokeToken({ endpoint: oidc.endpoints.revocation, client, refreshToken, fetch })).toEqual({
      reply: null,
    });
    await expect(refreshed(client, got)).rejects.toMatchObject({ reply: { code: 'invalid_grant' } });
  },
);

it('needs no OpenID Connect: without openid nobody is named, and nothing is asked that only belongs to it', async () => {
  const got = await consented(oidc.clients.client_secret_post, { scopes: ['offline_access', 'smtp.send'] });
  expect(got).not.toHaveProperty('identity');
  expect(got.refreshToken).toBeInstanceOf(Secret);
});

it('shows a person in a browser a page with one button for each account', async () => {
  oidc.allowRedirect('http://localhost:3000/oauth/callback/custom/2');
  const at = { redirectUri: 'http://localhost:3000/oauth/callback/custom/2', scopes, clientId: 'by-post' };
  const { url } = await createAuthorization({ server: await theServer(), ...at });
  const first = await globalThis.fetch(url, { redirect: 'manual' });
  const cookie = first.headers.getSetCookie().join('; ');
  const page = await globalThis.fetch(new URL(first.headers.get('location') ?? '', url), { headers: { cookie } });
  expect(await page.text()).toContain('<button name="account" value="reports@contoso.example">Allow as');
});

it('hears that a person declined, and which scopes were left out', async () => {
  const server = await theServer();
  const client = oidc.clients.client_secret_post;
  const asked = { server, clientId: client.clientId, redirectUri, scopes, parameters: { prompt: 'consent' } };
  const authorization = await createAuthorization(asked);
  const declined = await oidc.approve(authorization.url, { account, declines: true });
  const exchange = (callbackUrl: URL) => exchangeCode({ client, ...asked, fetch, ...authorization, callbackUrl });
  await expect(exchange(declined)).rejects.toMatchObject({ reply: { code: 'access_denied' } });

  const partly = await oidc.approve(authorization.url, { account, scopes: ['openid', 'offline_access'] });
  expect((await exchange(partly)).scopes).toEqual(['openid', 'offline_access']);
});
