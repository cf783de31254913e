import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { GoogleClientKeys } from '#sandbox/control/google-control.ts';
import { fullScope, googleRedirectUri, googleTokensFor, postGoogleToken } from '#sandbox/testing/google-sign-in.ts';
import { runSandbox } from '#sandbox/testing/running.ts';

const reports = { account: 'reports@northwind.example' };
let sandbox: Awaited<ReturnType<typeof runSandbox>>;
let keys: GoogleClientKeys;

beforeAll(async () => {
  sandbox = await runSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  sandbox.control.reset();
  keys = sandbox.control.google.createClient({ project: 'Northwind', redirectUris: [googleRedirectUri] });
});

const tokens = async (by = keys, who = reports, scope = 'openid email profile') =>
  (await googleTokensFor(sandbox, by, who, { scope, more: { prompt: 'consent' } })).json;
const revoke = (token: unknown) =>
  fetch(sandbox.google.revokeUrl, { method: 'POST', body: new URLSearchParams({ token: String(token) }) });
const canRefresh = async (token: unknown, by = keys): Promise<boolean> =>
  (await postGoogleToken(sandbox, by, { grant_type: 'refresh_token', refresh_token: String(token) })).status === 200;

it('tells who a token is of, as far as its scopes go', async () => {
  const { access_token: token, id_token: idToken } = await tokens();
  const info = await fetch(sandbox.google.userInfoUrl, { headers: { authorization: `Bearer ${token}` } });
  expect(await info.json()).toEqual({
    sub: '104822915370164820022',
    hd: 'northwind.example',
    email: 'reports@northwind.example',
    email_verified: true,
    name: 'Northwind Reports',
    given_name: 'Northwind',
    family_name: 'Reports',
  });
  const facts = await fetch(sandbox.google.tokenInfoUrl, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await facts.json()).toMatchObject({
    aud: keys.clientId,
    user_id: '104822915370164820022',
    email: 'reports@northwind.example',
    expires_in: expect.stringMatching(/^35\d\d$/),
  });
  const claims = await fetch(`${sandbox.google.tokenInfoUrl}?id_token=${idToken}`);
  expect(await claims.json()).toMatchObject({ aud: keys.clientId });
});

it('knows no token that is mangled, over or none', async () => {
  const { access_token: token } = await tokens();
  const statusOf = async (text: string): Promise<number[]> => {
    const info = await fetch(sandbox.google.userInfoUrl, { headers: { authorization: `Bearer ${text}` } });
    const facts = await fetch(`${sandbox.google.tokenInfoUrl}?access_token=${text}`);
    return [info.status, facts.status];
  };
  expect(await statusOf(String(token))).toEqual([200, 200]);
  expect(await statusOf(`${String(token).slice(0, -2)}xx`)).toEqual([401, 400]);
  expect(await statusOf('ya29.a0')).toEqual([401, 400]);
  sandbox.control.google.setAccessTokenLifetime(-1);
  expect(await statusOf(String((await tokens()).access_token))).toEqual([401, 400]);
});

it('revokes everything the person granted to the project, by access or refresh token', async () => {
  const sibling = sandbox.control.google.createClient({ project: 'Northwind', redirectUris: [googleRedirectUri] });
  const stranger = sandbox.control.google.createClient({
    project: 'Tailspin',
    audience: 'external',
    publishing: 'production',
    redirectUris: [googleRedirectUri],
  });
  const own = await tokens();
  const [ofSibling, ofStranger, ofDana] = [
    await tokens(sibling, reports, fullScope),
    await tokens(stranger),
    await tokens(keys, { account: 'dana@northwind.example' }),
  ];
  const answer = await revoke(own.access_token);
  expect([answer.status, await answer.json()]).toEqual([200, {}]);
  expect(await canRefresh(own.refresh_token)).toBe(false);
  expect(await canRefresh(ofSibling.refresh_token, sibling)).toBe(false);
  expect(await canRefresh(ofStranger.refresh_token, stranger)).toBe(true);
  expect(await canRefresh(ofDana.refresh_token)).toBe(true);
  const info = await fetch(sandbox.google.userInfoUrl, {
    headers: { authorization: `Bearer ${ofSibling.access_token}` },
  });
  expect(info.status).toBe(401);
  expect((await revoke(ofDana.refresh_token)).status).toBe(200);
});

it('says that there is nothing to revoke', async () => {
  const { refresh_token: token } = await tokens();
  expect((await revoke(token)).status).toBe(200);
  for (const text of [token, 'nonsense']) {
    const answer = await revoke(text);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: 'invalid_token', error_description: 'Token expired or revoked' });
  }
});
