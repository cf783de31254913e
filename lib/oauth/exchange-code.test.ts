import { describe, expect, it } from 'vitest';
import { EgressError } from '#lib/egress/index.ts';
import { anIssuer, answer, directoryId, type Issuer, personId } from '#lib/testing/issuer.ts';
import { createAuthorization, exchangeCode, type OAuthRefusal } from './index.ts';

async function begun() {
  const issuer = await anIssuer();
  const { server, client, redirectUri, scopes, fetch } = issuer;
  const authorization = await createAuthorization({ server, clientId: client.clientId, redirectUri, scopes });
  const exchange = (callbackUrl: URL, more = {}) =>
    exchangeCode({ server, client, redirectUri, scopes, fetch, ...authorization, callbackUrl, ...more });
  return { issuer, authorization, exchange };
}

async function refused(issuer: Issuer, promise: Promise<unknown>, reply: object): Promise<void> {
  await expect(promise).rejects.toMatchObject({ name: 'OAuthRefusal', reply: { protocol: 'oauth', ...reply } });
  expect(issuer.tokenCalls()).toHaveLength(0);
}

it('turns a callback into tokens and tells who consented', async () => {
  const { issuer, authorization, exchange } = await begun();
  const before = Date.now();
  const got = await exchange(issuer.consent(authorization));

  expect(got.identity).toEqual({
    issuer: issuer.server.issuer,
    subject: `${directoryId}.${personId}`,
    address: 'reports@contoso.example',
    name: 'Contoso Reports',
  });
  expect(got.accessToken.reveal()).toMatch(/^access-/);
  expect(got.refreshToken?.reveal()).toMatch(/^refresh-/);
  expect(got.expiresAt.getTime() - before).toBeGreaterThanOrEqual(4_200_000);
  expect(JSON.stringify(got)).not.toMatch(/access-|refresh-/);
  const [sent] = issuer.tokenCalls();
  expect(Object.fromEntries(sent?.form ?? [])).toMatchObject({
    grant_type: 'authorization_code',
    redirect_uri: issuer.redirectUri,
    code_verifier: authorization.codeVerifier,
    client_secret: 'the-client-secret-value',
  });
});

it('takes sub as the subject where the server is not Entra', async () => {
  const { issuer, authorization, exchange } = await begun();
  issuer.said.idToken = ({ tid: _tid, oid: _oid, ...claims }) => issuer.sign(claims);

  expect((await exchange(issuer.consent(authorization))).identity?.subject).toBe('pairwise');
});

it('passes on what the provider says when somebody declines, with its numbers', async () => {
  const { issuer, authorization, exchange } = await begun();
  const url = new URL(issuer.redirectUri);
  url.search = new URLSearchParams({
    error: 'access_denied',
    error_subcode: 'cancel',
    error_description: 'AADSTS65004: User declined to consent to access the app. Trace ID: 1',
    state: authorization.state,
  }).toString();

  await refused(issuer, exchange(url), { code: 'access_denied', numbers: [65004], suberror: 'cancel' });
  expect(issuer.calls).toHaveLength(0);
});

it('bounds what a callback may say, and keeps the state to itself', async () => {
  const { issuer, authorization, exchange } = await begun();
  const long = `${authorization.state} ${'x'.repeat(5_000)}`;
  const query = new URLSearchParams({
    error: long,
    error_subcode: long,
    error_description: long,
    state: authorization.state,
  });
  const { reply } = (await exchange(new URL(`${issuer.redirectUri}?${query}`)).catch(
    (error: unknown) => error,
  )) as OAuthRefusal;

  expect([reply.code, reply.suberror, reply.text].map((text) => text?.length)).toEqual([200, 200, 2_000]);
  expect(JSON.stringify(reply)).not.toContain(authorization.state);
});

it.each([
  ['no state', (url: URL) => url.searchParams.delete('state'), 'state_mismatch'],
  ['a foreign state', (url: URL) => url.searchParams.set('state', 'x'.repeat(43)), 'state_mismatch'],
  ['an error under a foreign state', (url: URL) => (url.search = '?error=access_denied&state=x'), 'state_mismatch'],
  ['two codes', (url: URL) => url.searchParams.append('code', 'other'), 'invalid_callback'],
  [
    'the same state twice',
    (url: URL) => url.searchParams.append('state', url.searchParams.get('state') ?? ''),
    'invalid_callback',
  ],
  ['two issuers', (url: URL) => ['a', 'b'].map((iss) => url.searchParams.append('iss', iss)), 'invalid_callback'],
  ['no code', (url: URL) => url.searchParams.delete('code'), 'invalid_callback'],
  ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example'), 'issuer_mismatch'],
  ['an empty issuer', (url: URL) => url.searchParams.set('iss', ''), 'issuer_mismatch'],
  ['the path of another server', (url: URL) => (url.pathname = '/oauth/callback/other'), 'invalid_callback'],
  ['another host', (url: URL) => (url.host = 'evil.example'), 'invalid_callback'],
  ['a signed response', (url: URL) => url.searchParams.set('response', 'a.b.c'), 'invalid_callback'],
  ['a token of the implicit flow', (url: URL) => url.searchParams.set('id_token', 'a.b.c'), 'invalid_callback'],
])('refuses a callback with %s without using its code', async (_what, change, code) => {
  const { issuer, authorization, exchange } = await begun();
  const url = issuer.consent(authorization);
  change(url);

  await refused(issuer, exchange(url), { code });
});

it('compares iss to the letter, and refuses its absence where the metadata promises it (RFC 9207)', async () => {
  const { issuer, authorization, exchange } = await begun();
  issuer.document.authorization_response_iss_parameter_supported = true;

  await refused(issuer, exchange(issuer.consent(authorization)), { code: 'issuer_mismatch' });
  const slash = issuer.consent(authorization, { iss: `${issuer.server.issuer}/` });
  await refused(issuer, exchange(slash), { code: 'issuer_mismatch' });
  await expect(exchange(issuer.consent(authorization, { iss: issuer.server.issuer }))).resolves.toBeDefined();
});

it('gives neither tokens nor identity when the keys cannot be had, and says the code is gone', async () => {
  const { issuer, authorization, exchange } = await begun();
  const lost = new EgressError({ protocol: 'network', code: 'ECONNRESET', text: 'read ECONNRESET' }, true);
  const fetch: typeof issuer.fetch = (url, init) =>
    url.endsWith('/keys') ? Promise.reject(lost) : issuer.fetch(url, init);

  await expect(exchange(issuer.consent(authorization), { fetch })).rejects.toMatchObject({
    name: 'OAuthNoAnswer',
    presented: true,
  });
});

it('asks for no ID token where openid was not asked for', async () => {
  const { issuer, authorization, exchange } = await begun();
  issuer.said.token = () => Response.json(answer({ scope: 'mail' }));

  const got = await exchange(issuer.consent(authorization), { scopes: ['mail'] });
  expect(got.identity).toBeUndefined();
});

describe.each([
  ['403', () => new Response('<html>', { status: 403 })],
  ['400', () => Response.json({ error: 'invalid_request' }, { status: 400 })],
  ['405', () => new Response('', { status: 405 })],
  ['a page', () => new Response('<html>', { status: 200 })],
])('a server without metadata, which answers %s there', (_what, nothing) => {
  it('grants where no ID token is asked for, under the issuer that was typed (RFC 9207)', async () => {
    const { issuer, authorization, exchange } = await begun();
    issuer.said.document = nothing;
    const named = (iss: string) => exchange(issuer.consent(authorization, { iss }), { scopes: ['mail'] });

    await refused(issuer, named('https://evil.example'), { code: 'issuer_mismatch' });
    await expect(named(issuer.server.issuer)).resolves.toHaveProperty('accessToken');
  });

  it('identifies nobody, and says that there is nothing', async () => {
    const { issuer, authorization, exchange } = await begun();
    issuer.said.document = nothing;
    const failure = await exchange(issuer.consent(authorization)).catch((error: OAuthRefusal) => error);

    expect((failure as OAuthRefusal).reply.code).toMatch(/^(invalid_answer|invalid_request)$/);
    expect(issuer.tokenCalls()).toHaveLength(0);
  });
});

it('asks a server that cannot say now what it promises for no token (control)', async () => {
  const { issuer, authorization, exchange } = await begun();
  issuer.said.document = () => new Response('', { status: 503 });

  const asked = exchange(issuer.consent(authorization), { scopes: ['mail'] });
  await expect(asked).rejects.toMatchObject({ name: 'OAuthNoAnswer', presented: false });
  expect(issuer.tokenCalls()).toHaveLength(0);
});
