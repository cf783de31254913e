import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { givenSandbox, redirectUri, reports } from '#sandbox/testing/given-sandbox.ts';
import { authorizeUrl, graphScope, postToken, smtpScope, tokensFor, walkThrough } from '#sandbox/testing/sign-in.ts';

const given = givenSandbox();

const refresh = (refreshToken: string, more: Record<string, string> = {}) =>
  postToken(given.sandbox, given.keys, { grant_type: 'refresh_token', refresh_token: refreshToken, ...more });

/** What Entra's error JSON must hold besides the number. */
function expectRefusal(
  reply: Awaited<ReturnType<typeof postToken>>,
  code: number,
  wanted: { status: number; error: string },
): void {
  expect(reply.status).toBe(wanted.status);
  const { json } = reply;
  expect(json).toMatchObject({ error: wanted.error, error_codes: [code] });
  expect(json.error_description).toMatch(
    new RegExp(
      `^AADSTS${code}: .+ Trace ID: ${json.trace_id} Correlation ID: ${json.correlation_id} Timestamp: ${json.timestamp}$`,
    ),
  );
  expect(json.error_uri).toBe(`${given.sandbox.providers.microsoft.authority}/error?code=${code}`);
}

describe('authorization code', () => {
  it('gives a Graph token, a refresh token and an ID token that the published keys verify', async () => {
    const { status, json } = await tokensFor(given.sandbox, given.keys, reports, { redirectUri });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      token_type: 'Bearer',
      scope: 'openid profile email https://graph.microsoft.com/Mail.Send',
    });
    expect(json.expires_in).toBeGreaterThanOrEqual(3_600);
    expect(json.expires_in).toBeLessThanOrEqual(5_400);
    expect(json.ext_expires_in).toBe(json.expires_in);
    expect(decodeJwt(String(json.access_token))).toMatchObject({
      aud: 'https://graph.microsoft.com',
      scp: 'Mail.Send',
    });

    const discovery = `${given.sandbox.providers.microsoft.authority}/${given.keys.directoryId}/v2.0/.well-known/openid-configuration`;
    const metadata = (await (await fetch(discovery)).json()) as { issuer: string; jwks_uri: string };
    expect(metadata.issuer).toBe(`${given.sandbox.providers.microsoft.authority}/${given.keys.directoryId}/v2.0`);
    const { payload } = await jwtVerify(String(json.id_token), createRemoteJWKSet(new URL(metadata.jwks_uri)), {
      issuer: metadata.issuer,
      audience: given.keys.clientId,
    });
    expect(payload).toMatchObject({
      nonce: 'the-nonce',
      preferred_username: 'reports@contoso.example',
      name: 'Contoso Reports',
      tid: given.keys.directoryId,
      ver: '2.0',
    });
  });

  it('gives no refresh token without offline_access', async () => {
    const scope = 'openid https://graph.microsoft.com/Mail.Send';
    const { json } = await tokensFor(given.sandbox, given.keys, reports, { redirectUri, scope });
    expect(json.access_token).toBeDefined();
    expect(json.refresh_token).toBeUndefined();
  });

  it('takes a code once, for its own verifier and redirect URI', async () => {
    const { url, verifier } = authorizeUrl(given.sandbox, given.keys, { redirectUri });
    const code = (await walkThrough(url, reports)).sentTo?.searchParams.get('code') ?? '';
    const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
    const wrongVerifier = await postToken(given.sandbox, given.keys, { ...fields, code_verifier: 'x'.repeat(43) });
    expectRefusal(wrongVerifier, 501481, { status: 400, error: 'invalid_grant' });
    const otherUri = await postToken(given.sandbox, given.keys, { ...fields, redirect_uri: `${redirectUri}/other` });
    expectRefusal(otherUri, 500112, { status: 400, error: 'invalid_grant' });
    expect((await postToken(given.sandbox, given.keys, fields)).status).toBe(200);
    expectRefusal(await postToken(given.sandbox, given.keys, fields), 54005, { status: 400, error: 'invalid_grant' });
  });

  it('refuses scopes of two resources in one token request, though both may be consented together', async () => {
    const both = `${graphScope} https://outlook.office.com/SMTP.Send`;
    const { url, verifier } = authorizeUrl(given.sandbox, given.keys, { redirectUri, scope: both });
    const code = (await walkThrough(url, reports)).sentTo?.searchParams.get('code') ?? '';
    const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
    const reply = await postToken(given.sandbox, given.keys, { ...fields, scope: both });
    expectRefusal(reply, 28000, { status: 400, error: 'invalid_request' });
  });
});

describe('refresh token', () => {
  it('rotates, and the old one stays valid', async () => {
    const first = await tokensFor(given.sandbox, given.keys, reports, { redirectUri });
    const old = String(first.json.refresh_token);
    const second = await refresh(old);
    expect(second.json.refresh_token).not.toBe(old);
    expect((await refresh(old)).status).toBe(200);
    expect(given.sandbox.control.grants()[0]?.tokens.map(({ presentations }) => presentations)).toEqual([2, 0, 0]);
  });

  it('serves every consented resource, one at a time', async () => {
    const scope = `${graphScope} https://outlook.office.com/SMTP.Send`;
    const first = await tokensFor(given.sandbox, given.keys, reports, { redirectUri, scope });
    const token = String(first.json.refresh_token);
    const smtp = await refresh(token, { scope: 'https://outlook.office.com/SMTP.Send' });
    expect(decodeJwt(String(smtp.json.access_token))).toMatchObject({
      aud: 'https://outlook.office.com',
      scp: 'SMTP.Send',
    });
    expectRefusal(await refresh(token, { scope }), 700022, { status: 400, error: 'invalid_grant' });
  });

  it('needs consent for a resource that was not consented', async () => {
    const first = await tokensFor(given.sandbox, given.keys, reports, { redirectUri });
    const reply = await refresh(String(first.json.refresh_token), { scope: 'https://outlook.office.com/SMTP.Send' });
    expectRefusal(reply, 65001, { status: 400, error: 'invalid_grant' });
    expect(reply.json.suberror).toBe('consent_required');
  });

  it('ends the whole grant on reuse when the application is strict', async () => {
    given.sandbox.control.setStrict(given.keys.clientId, true);
    const first = await tokensFor(given.sandbox, given.keys, reports, { redirectUri });
    const old = String(first.json.refresh_token);
    const second = await refresh(old);
    expect(second.status).toBe(200);
    expectRefusal(await refresh(old), 70000, { status: 400, error: 'invalid_grant' });
    expectRefusal(await refresh(String(second.json.refresh_token)), 50173, { status: 400, error: 'invalid_grant' });
  });

  it('dies by revocation and by 90 days without use', async () => {
    const revoked = await tokensFor(given.sandbox, given.keys, reports, { redirectUri });
    expect(given.sandbox.control.revokeGrants(reports.account)).toBe(1);
    expectRefusal(await refresh(String(revoked.json.refresh_token)), 50173, { status: 400, error: 'invalid_grant' });
    const idle = await tokensFor(given.sandbox, given.keys, reports, { redirectUri });
    given.sandbox.control.ageGrants(reports.account, 91);
    expectRefusal(await refresh(String(idle.json.refresh_token)), 700082, { status: 400, error: 'invalid_grant' });
    expectRefusal(await refresh('nonsense'), 70000, { status: 400, error: 'invalid_grant' });
  });
});

describe('client credentials', () => {
  const ask = (scope: string, tenant?: string) =>
    postToken(given.sandbox, given.keys, { grant_type: 'client_credentials', scope }, tenant);

  it('gives a token without refresh token, with roles only where consented', async () => {
    const bare = await ask('https://graph.microsoft.com/.default');
    expect(Object.keys(bare.json).sort()).toEqual(['access_token', 'expires_in', 'ext_expires_in', 'token_type']);
    expect(decodeJwt(String(bare.json.access_token)).roles).toBeUndefined();
    given.keys = given.registerDaemon(['Mail.Send', 'SMTP.SendAsApp']);
    const graph = await ask('https://graph.microsoft.com/.default');
    expect(decodeJwt(String(graph.json.access_token)).roles).toEqual(['Mail.Send']);
    const smtp = await ask('https://outlook.office365.com/.default');
    expect(decodeJwt(String(smtp.json.access_token))).toMatchObject({
      aud: 'https://outlook.office365.com',
      roles: ['SMTP.SendAsApp'],
    });
  });

  it('wants a tenant of its own and one .default scope', async () => {
    const request = { status: 400, error: 'invalid_request' };
    expectRefusal(await ask('https://graph.microsoft.com/Mail.Send'), 1002012, { status: 400, error: 'invalid_scope' });
    expectRefusal(await ask('https://nowhere.example/.default'), 500011, { status: 400, error: 'invalid_resource' });
    expectRefusal(await ask('https://graph.microsoft.com/.default', 'not a tenant'), 900023, request);
    expectRefusal(await ask('https://graph.microsoft.com/.default', crypto.randomUUID()), 90002, {
      status: 400,
      error: 'invalid_tenant',
    });
    const wrongTenant = await ask('https://graph.microsoft.com/.default', 'fabrikam.example');
    expectRefusal(wrongTenant, 700016, { status: 400, error: 'unauthorized_client' });
    expectRefusal(await ask('https://graph.microsoft.com/.default', 'common'), 9001023, request);
    const onCommon = await postToken(
      given.sandbox,
      given.keys,
      { grant_type: 'refresh_token', refresh_token: 'x' },
      'common',
    );
    expectRefusal(onCommon, 50194, request);
  });
});

describe('the application’s own secret', () => {
  const ask = (fields: Record<string, string>) =>
    postToken(given.sandbox, given.keys, {
      grant_type: 'client_credentials',
      scope: 'https://graph.microsoft.com/.default',
      ...fields,
    });
  const refused = { status: 401, error: 'invalid_client' };

  it('is the value, not the id, in force and present', async () => {
    expectRefusal(await ask({ client_secret: given.keys.secretId }), 7000215, refused);
    expectRefusal(await ask({ client_secret: '' }), 7000218, refused);
    given.sandbox.control.expireSecret(given.keys.clientId);
    expectRefusal(await ask({}), 7000222, refused);
    const { secretValue } = given.sandbox.control.addSecret(given.keys.clientId);
    expect((await ask({ client_secret: secretValue })).status).toBe(200);
  });

  it('may come by HTTP Basic, form-encoded', async () => {
    const credentials = Buffer.from(`${given.keys.clientId}:${encodeURIComponent(given.keys.secretValue)}`).toString(
      'base64',
    );
    const response = await fetch(
      `${given.sandbox.providers.microsoft.authority}/${given.keys.directoryId}/oauth2/v2.0/token`,
      {
        method: 'POST',
        headers: { authorization: `Basic ${credentials}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default' }),
      },
    );
    expect(response.status).toBe(200);
  });
});

it('keeps registrations, grants and keys over a restart, and tells them to nobody by log', async () => {
  const { startSandbox } = await import('#sandbox/start-sandbox.ts');
  const first = await tokensFor(given.sandbox, given.keys, reports, { redirectUri, scope: smtpScope });
  const again = await startSandbox({ port: 0, smtpPort: 0, dir: given.sandbox.dir });
  const reply = await postToken(again, given.keys, {
    grant_type: 'refresh_token',
    refresh_token: String(first.json.refresh_token),
  });
  await again.close();
  expect(reply.status).toBe(200);
  expect(again.providers.microsoft.caCertificate).toBe(given.sandbox.providers.microsoft.caCertificate);
  const log = JSON.stringify(given.sandbox.control.requests());
  expect(log).not.toContain(given.keys.secretValue);
  expect(log).not.toContain(String(first.json.refresh_token));
});
