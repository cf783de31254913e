import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { egressFetch } from '#lib/egress/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { type OidcServer, startOidcServer } from '#lib/testing/oidc-server.ts';
import { type AuthorizationServer, createAuthorization, discoverServer, exchangeCode } from './index.ts';

const hostile: AuthorizationServer = {
  issuer: 'https://hostile.example',
  authorizationEndpoint: 'https://hostile.example/authorize',
  tokenEndpoint: 'https://hostile.example/token',
};
const redirectUri = 'http://localhost:3000/oauth/callback/custom/1';
const otherRedirectUri = 'http://localhost:3000/oauth/callback/custom/2';
const scopes = ['smtp.send'];

let honest: OidcServer;
/** What the hostile server says of itself, and the codes that reached its token endpoint. */
let metadata: object | null;
let stolen: (string | null)[];

beforeAll(async () => {
  honest = await startOidcServer({ redirectUris: [redirectUri, otherRedirectUri] });
  const { hostname, port } = new URL(honest.issuer);
  allowEgress(hostname, Number(port));
});
afterAll(() => honest.stop());
beforeEach(() => {
  metadata = null;
  stolen = [];
  honest.log.length = 0;
});

async function fetch(url: string, init: RequestInit): Promise<Response> {
  if (new URL(url).origin !== hostile.issuer) return egressFetch(url, init);
  if (url.includes('/.well-known/')) return metadata ? Response.json(metadata) : new Response('', { status: 404 });
  stolen.push(new URLSearchParams(init.body as URLSearchParams).get('code'));
  return Response.json({ access_token: 'from-hostile', token_type: 'Bearer' });
}

/**
 * A person begins at `server`, which, being hostile, sends them on to the honest server with the same state and
 * challenge (RFC 9700 §4.4.1); they consent there, and the honest server's answer comes back.
 */
async function mixedUp(server: AuthorizationServer, alter: (callback: URL) => unknown, at = redirectUri) {
  const client = honest.clients.client_secret_post;
  const begun = await createAuthorization({ server, clientId: client.clientId, redirectUri, scopes });
  const { search } = new URL(begun.url);
  const sentOn = new URL(search, honest.endpoints.authorization);
  sentOn.searchParams.set('redirect_uri', at);
  const callbackUrl = await honest.approve(sentOn.href, { account: 'reports@contoso.example' });
  alter(callbackUrl);
  return { server, client, redirectUri, scopes, fetch, ...begun, callbackUrl };
}

const untouched = () => {};
const withoutIss = ({ searchParams }: URL) => searchParams.delete('iss');
const iss = (text: string) => (url: URL) => url.searchParams.set('iss', text);
const promising = { issuer: hostile.issuer, authorization_response_iss_parameter_supported: true };
const theHonest = () => discoverServer({ issuer: honest.issuer, fetch });

type Case = [
  what: string,
  code: string,
  server: () => AuthorizationServer,
  alter: (callback: URL) => unknown,
  more?: { metadata?: object; at?: string },
];

const cases: Case[] = [
  ['the code of another server, which names itself', 'issuer_mismatch', () => hostile, untouched],
  [
    'the same where the hostile metadata calls itself the other',
    'issuer_mismatch',
    () => hostile,
    withoutIss,
    { metadata: { issuer: 'https://login.honest.example' } },
  ],
  [
    'the same from a server that names itself nowhere, where the hostile one promises to',
    'issuer_mismatch',
    () => hostile,
    withoutIss,
    { metadata: promising },
  ],
  ['the same, and no issuer was ever entered', 'issuer_unknown', () => ({ ...hostile, issuer: '' }), untouched],
  [
    'an answer that names both servers',
    'invalid_callback',
    () => hostile,
    (url) => url.searchParams.append('iss', hostile.issuer),
  ],
  ['an issuer that differs by a slash', 'issuer_mismatch', () => hostile, iss(`${hostile.issuer}/`)],
  [
    'an answer without the name that was promised when the connection was made',
    'issuer_mismatch',
    () => ({ ...hostile, issInResponse: true }),
    withoutIss,
  ],
  [
    'an answer at the address of another connection',
    'invalid_callback',
    () => hostile,
    iss(hostile.issuer),
    { at: otherRedirectUri },
  ],
];

describe('a code of one server never reaches the token endpoint of another (O4)', () => {
  it.each(cases)('%s: %s', async (_what, code, server, alter, more = {}) => {
    metadata = more.metadata ?? null;
    const input = await mixedUp(server(), alter, more.at);
    expect(input.callbackUrl.searchParams.get('code')).toBeTruthy();

    await expect(exchangeCode(input)).rejects.toMatchObject({ name: 'OAuthRefusal', reply: { code } });
    expect(stolen).toEqual([]);
    expect(honest.log).toEqual([]);
  });

  it('counts eight of them, and would see a code that gets there (control)', async () => {
    expect(cases).toHaveLength(8);
    // The one thing that no client can see: a server that names itself nowhere, met through one that claims nothing.
    const input = await mixedUp(hostile, withoutIss);
    await exchangeCode(input);
    expect(stolen).toEqual([input.callbackUrl.searchParams.get('code')]);
  });

  it('takes the answer of the server that was meant, by its name to the letter (control)', async () => {
    const server = await theHonest();
    expect(server.issInResponse).toBe(true);
    const input = await mixedUp(server, untouched);
    expect(input.callbackUrl.searchParams.get('iss')).toBe(honest.issuer);

    await expect(exchangeCode(input)).resolves.toHaveProperty('accessToken');
    expect(honest.log).toMatchObject([{ grantType: 'authorization_code', status: 200 }]);
    expect(stolen).toEqual([]);
  });
});

it('hears a refusal that does not name the issuer, although its server promises to', async () => {
  const server = { ...hostile, issInResponse: true };
  const input = await mixedUp(server, (url) => {
    withoutIss(url);
    url.searchParams.set('error', 'access_denied');
  });
  // Whatever code stands beside it.
  await expect(exchangeCode(input)).rejects.toMatchObject({ reply: { code: 'access_denied' } });
  expect(stolen).toEqual([]);
});

describe('a server whose issuer is not known', () => {
  it('gives tokens and identifies nobody, whatever ID token comes along', async () => {
    const server = { ...(await theHonest()), issuer: '', issInResponse: false };
    const client = honest.clients.client_secret_post;
    const asked = { server, client, clientId: client.clientId, redirectUri, scopes: ['openid', 'email', 'smtp.send'] };
    const begun = await createAuthorization(asked);
    const callbackUrl = await honest.approve(begun.url, { account: 'reports@contoso.example' });
    const exchange = () => exchangeCode({ ...asked, fetch, ...begun, callbackUrl });

    const named = `The server calls itself “${honest.issuer}”, and no issuer is entered. Enter it as the issuer.`;
    await expect(exchange()).rejects.toMatchObject({ reply: { code: 'issuer_unknown', text: named } });
    withoutIss(callbackUrl);
    const got = await exchange();
    expect(got.accessToken.reveal()).toBeTruthy();
    expect(got).not.toHaveProperty('identity');
  });

  it('is refused with an empty name too', async () => {
    const input = await mixedUp({ ...hostile, issuer: '' }, iss(''));
    await expect(exchangeCode(input)).rejects.toMatchObject({ reply: { code: 'issuer_unknown' } });
    expect(stolen).toEqual([]);
  });
});
