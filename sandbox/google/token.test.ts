import { createHash } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GoogleClientKeys } from '#sandbox/control/google-control.ts';
import {
  googleAuthorizeUrl,
  googleRedirectUri,
  googleTokensFor,
  postGoogleToken,
  walkThroughGoogle,
} from '#sandbox/testing/google-sign-in.ts';
import { runSandbox } from '#sandbox/testing/running.ts';
import type { TokenReply } from '#sandbox/testing/sign-in.ts';

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

const refresh = (token: unknown, by = keys, more: Record<string, string> = {}): Promise<TokenReply> =>
  postGoogleToken(sandbox, by, { grant_type: 'refresh_token', refresh_token: String(token), ...more });

async function aCode(more: Record<string, string> = {}): Promise<Record<string, string>> {
  const { url, verifier } = googleAuthorizeUrl(sandbox, keys, { more: { prompt: 'consent', ...more } });
  const { sentTo } = await walkThroughGoogle(url, reports);
  const code = sentTo?.searchParams.get('code') ?? '';
  return { grant_type: 'authorization_code', code, redirect_uri: googleRedirectUri, code_verifier: verifier };
}

function expectRefusal({ status, json }: TokenReply, wanted: number, error: string, text: string): void {
  expect({ status, ...json }).toEqual({ status: wanted, error, error_description: text });
}

describe('authorization code', () => {
  it('gives opaque tokens and an ID token that the published keys verify', async () => {
    const { status, json } = await googleTokensFor(sandbox, keys, reports);
    expect(status).toBe(200);
    expect(json).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
    expect(json.access_token).toMatch(/^ya29\.a0[\w-]+$/);
    expect(json.refresh_token).toMatch(/^1\/\/0[\w-]+$/);
    expect(json.refresh_token_expires_in).toBeUndefined();
    expect(String(json.access_token).length).toBeLessThan(2_048);
    expect(String(json.refresh_token).length).toBeLessThan(512);

    const discovery = await fetch(`${sandbox.google.authority}/.well-known/openid-configuration`);
    const metadata = (await discovery.json()) as { issuer: string; jwks_uri: string };
    expect(metadata.issuer).toBe(sandbox.google.authority);
    const { payload } = await jwtVerify(String(json.id_token), createRemoteJWKSet(new URL(metadata.jwks_uri)), {
      issuer: metadata.issuer,
      audience: keys.clientId,
    });
    const half = createHash('sha256').update(String(json.access_token)).digest().subarray(0, 16);
    expect(payload).toMatchObject({
      azp: keys.clientId,
      sub: '104822915370164820022',
      hd: 'northwind.example',
      email: 'reports@northwind.example',
      email_verified: true,
      nonce: 'the-nonce',
      at_hash: half.toString('base64url'),
    });
    expect(payload.name).toBeUndefined();
  });

  it('is redeemed once, with its own redirect URI and verifier', async () => {
    const code = await aCode();
    expectRefusal(
      await postGoogleToken(sandbox, keys, { ...code, code: 'x' }),
      400,
      'invalid_grant',
      'Malformed auth code.',
    );
    const elsewhere = { ...code, redirect_uri: `${googleRedirectUri}/x` };
    expectRefusal(await postGoogleToken(sandbox, keys, elsewhere), 400, 'redirect_uri_mismatch', 'Bad Request');
    const { code_verifier: _none, ...bare } = code;
    expectRefusal(await postGoogleToken(sandbox, keys, bare), 400, 'invalid_grant', 'Missing code verifier.');
    const wrong = { ...code, code_verifier: 'x'.repeat(43) };
    expectRefusal(await postGoogleToken(sandbox, keys, wrong), 400, 'invalid_grant', 'Invalid code verifier.');
    expect((await postGoogleToken(sandbox, keys, code)).status).toBe(200);
    expectRefusal(await postGoogleToken(sandbox, keys, code), 400, 'invalid_grant', 'Bad Request');
  });

  it('announces the seven days of an app in Testing, and counts them down', async () => {
    sandbox.control.google.changeProject('Northwind', { audience: 'external', testUsers: [reports.account] });
    const { json } = await googleTokensFor(sandbox, keys, reports);
    expect(json.refresh_token_expires_in).toBe(604_799);
    const renewed = await refresh(json.refresh_token);
    expect(renewed.json.refresh_token_expires_in).toBeLessThanOrEqual(604_800);
    expect(renewed.json.refresh_token_expires_in).toBeGreaterThan(604_700);
    const onlySignIn = await googleTokensFor(sandbox, keys, reports, {
      scope: 'openid email',
      more: { prompt: 'consent' },
    });
    expect(onlySignIn.json.refresh_token).toBeDefined();
    expect(onlySignIn.json.refresh_token_expires_in).toBeUndefined();
  });
});

describe('refresh token', () => {
  it('stays the same, however often it is used', async () => {
    const { json } = await googleTokensFor(sandbox, keys, reports);
    const answers = [await refresh(json.refresh_token), await refresh(json.refresh_token)];
    for (const { status, json: renewed } of answers) {
      expect(status).toBe(200);
      expect(renewed).toMatchObject({ expires_in: 3599, scope: json.scope, token_type: 'Bearer' });
      expect(renewed.refresh_token).toBeUndefined();
    }
    expect(sandbox.control.google.grants(reports.account)[0]?.presentations).toBe(2);
  });

  it('may be narrowed, never widened', async () => {
    const { json } = await googleTokensFor(sandbox, keys, reports);
    const scope = 'https://www.googleapis.com/auth/gmail.send';
    const narrow = await refresh(json.refresh_token, keys, { scope });
    expect(narrow.json.scope).toBe(scope);
    expect((await refresh(json.refresh_token, keys, { scope: 'https://mail.google.com/' })).json.error).toBe(
      'invalid_scope',
    );
  });

  it('is refused when unknown, and at another client', async () => {
    const { json } = await googleTokensFor(sandbox, keys, reports);
    const other = sandbox.control.google.createClient({ project: 'Northwind' });
    expectRefusal(await refresh(json.refresh_token, other), 401, 'unauthorized_client', 'Unauthorized');
    expectRefusal(await refresh('1//0nothing'), 400, 'invalid_grant', 'Bad Request');
  });

  it('dies beyond a hundred of one account and client, oldest first; its access token lives on', async () => {
    const first = await googleTokensFor(sandbox, keys, reports);
    const other = await googleTokensFor(sandbox, keys, { account: 'dana@northwind.example' });
    for (let count = 0; count < 100; count += 1) await postGoogleToken(sandbox, keys, await aCode());
    expectRefusal(await refresh(first.json.refresh_token), 400, 'invalid_grant', 'Token has been expired or revoked.');
    expect((await refresh(other.json.refresh_token)).status).toBe(200);
    const living = sandbox.control.google.grants(reports.account).filter(({ endedAt }) => endedAt === null);
    expect(living).toHaveLength(100);
    const info = await fetch(`${sandbox.google.tokenInfoUrl}?access_token=${first.json.access_token}`);
    expect(info.status).toBe(200);
  });
});

describe('the client', () => {
  it('is named and proved, in the form or by HTTP Basic', async () => {
    const code = await aCode();
    const bare = new URLSearchParams(code);
    const post = async (body: URLSearchParams, authorization?: string): Promise<TokenReply> => {
      const headers: Record<string, string> = authorization ? { authorization } : {};
      const response = await fetch(sandbox.google.tokenUrl, { method: 'POST', body, headers });
      return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    };
    expectRefusal(await post(bare), 400, 'invalid_request', 'Could not determine client ID from request.');
    const { clientId, clientSecret } = keys;
    const unknown = { clientId: 'nobody', clientSecret };
    expectRefusal(
      await postGoogleToken(sandbox, unknown, code),
      401,
      'invalid_client',
      'The OAuth client was not found.',
    );
    const wrong = { clientId, clientSecret: 'GOCSPX-wrong' };
    const said = 'The provided client secret is invalid.';
    expectRefusal(await postGoogleToken(sandbox, wrong, code), 401, 'invalid_client', said);
    const missing = { clientId, clientSecret: '' };
    expectRefusal(await postGoogleToken(sandbox, missing, code), 400, 'invalid_request', 'client_secret is missing.');
    const basic = `Basic ${btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`)}`;
    expect((await post(bare, basic)).status).toBe(200);
  });

  it('has several secrets that all work; a grant of another kind is refused', async () => {
    const { clientSecret } = sandbox.control.google.addSecret(keys.clientId);
    expect((await googleTokensFor(sandbox, { ...keys, clientSecret }, reports)).status).toBe(200);
    const odd = await postGoogleToken(sandbox, keys, { grant_type: 'client_credentials' });
    expectRefusal(odd, 400, 'unsupported_grant_type', 'Invalid grant_type: client_credentials');
    expect((await postGoogleToken(sandbox, keys, {})).json.error).toBe('invalid_request');
  });

  it('answers at the old address too', async () => {
    const body = new URLSearchParams({
      client_id: keys.clientId,
      client_secret: keys.clientSecret,
      ...(await aCode()),
    });
    const response = await fetch(`${sandbox.google.authority}/o/oauth2/token`, { method: 'POST', body });
    expect(response.status).toBe(200);
  });
});
