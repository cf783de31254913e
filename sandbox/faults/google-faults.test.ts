import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GoogleClientKeys } from '#sandbox/control/google-control.ts';
import type { FaultWish } from '#sandbox/faults/fault-control.ts';
import {
  fullScope,
  gmailScope,
  googleAuthorizeUrl,
  googleRedirectUri,
  googleTokensFor,
  postGoogleToken,
  walkThroughGoogle,
} from '#sandbox/testing/google-sign-in.ts';
import { runSandbox } from '#sandbox/testing/running.ts';

const reports = { account: 'reports@northwind.example' };
const scope = `${gmailScope} https://mail.google.com/`;
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

const fault = (kind: string, more: Partial<FaultWish> = {}) =>
  sandbox.control.faults.set({ provider: 'google', kind, ...more });
const tokens = async (asked = scope) =>
  (await googleTokensFor(sandbox, keys, reports, { scope: asked, more: { prompt: 'consent' } })).json;
const refresh = (token: unknown) =>
  postGoogleToken(sandbox, keys, { grant_type: 'refresh_token', refresh_token: String(token) });
const dead = { status: 400, json: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' } };

const raw = Buffer.from('From: reports@northwind.example\r\nTo: dana@northwind.example\r\n\r\nHello').toString(
  'base64url',
);
const send = (token: unknown) =>
  fetch(`${sandbox.google.gmailUrl}/gmail/v1/users/me/messages/send`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ raw }),
  });
const reasonOf = async (response: Response) => {
  const { error } = (await response.json()) as {
    error: { code: number; message: string; errors: { reason: string }[] };
  };
  return [error.code, error.errors[0]?.reason, error.message];
};
const inbox = () => sandbox.control.messages('dana@northwind.example');
const sendBySmtp = (accessToken: unknown) => {
  const { smtpHost: host, smtpsPort: port, caCertificate: ca } = sandbox.google;
  const auth = { type: 'OAuth2' as const, user: reports.account, accessToken: String(accessToken) };
  const way = createTransport({ host, port, secure: true, tls: { ca }, auth });
  return way.sendMail({ from: reports.account, to: 'dana@northwind.example', subject: 'Hi', text: 'Hello' });
};

describe('grants', () => {
  it.each(['expire-grant', 'revoke-grant', 'password-changed', 'token-limit'])(
    '%s ends the refresh token',
    async (kind) => {
      const { refresh_token: token } = await tokens();
      expect(fault(kind, reports)).toEqual({ changed: 1 });
      expect(await refresh(token)).toEqual(dead);
      expect(fault(kind, reports)).toEqual({ changed: kind === 'expire-grant' ? 1 : 0 });
    },
  );

  it('revoking and a new password end access at once; age and the hundred leave it', async () => {
    for (const [kind, status] of [
      ['revoke-grant', 401],
      ['password-changed', 401],
      ['expire-grant', 200],
      ['token-limit', 200],
    ] as const) {
      const { access_token: token } = await tokens();
      fault(kind, reports);
      expect([kind, (await send(token)).status]).toEqual([kind, status]);
    }
  });

  it('a new password leaves what holds no Gmail scope', async () => {
    const { refresh_token: token } = await tokens('openid email');
    expect(fault('password-changed', reports)).toEqual({ changed: 0 });
    expect((await refresh(token)).status).toBe(200);
  });

  it('seven days of Testing pass for apps in Testing only', async () => {
    const { refresh_token: internal } = await tokens();
    sandbox.control.google.changeProject('Northwind', { audience: 'external', testUsers: [reports.account] });
    const { refresh_token: testing } = await tokens();
    fault('testing-expiry');
    expect(await refresh(testing)).toEqual(dead);
    expect((await refresh(internal)).status).toBe(200);
  });

  it('strike one account or one client alone', async () => {
    const { refresh_token: token } = await tokens();
    fault('revoke-grant', { account: 'dana@northwind.example' });
    fault('token-limit', { clientId: 'another' });
    expect((await refresh(token)).status).toBe(200);
  });
});

describe('consent', () => {
  it('leaves one scope out, once', async () => {
    fault('untick-scope', { scope: 'https://mail.google.com/', count: 1 });
    expect((await tokens()).scope).not.toContain('https://mail.google.com/');
    expect((await tokens()).scope).toContain('https://mail.google.com/');
  });

  it('ends as another person', async () => {
    fault('wrong-account', { as: 'dana@northwind.example', count: 1 });
    const { access_token: token } = await tokens();
    const info = await fetch(sandbox.google.userInfoUrl, { headers: { authorization: `Bearer ${token}` } });
    expect(await info.json()).toMatchObject({ email: 'dana@northwind.example' });
  });
});

describe('application and policy', () => {
  it('secret and client can end', async () => {
    const { refresh_token: token } = await tokens();
    fault('secret-ended', { clientId: keys.clientId });
    expect((await refresh(token)).json).toMatchObject({ error: 'invalid_client' });
    fault('client-deleted', { clientId: keys.clientId });
    expect(await refresh(token)).toMatchObject({ status: 401, json: { error: 'deleted_client' } });
  });

  it('the administrator can forbid refreshing', async () => {
    const { refresh_token: token } = await tokens();
    fault('admin-policy', { count: 1 });
    expect(await refresh(token)).toMatchObject({ status: 400, json: { error: 'admin_policy_enforced' } });
    expect((await refresh(token)).status).toBe(200);
  });

  it('the API can be off in one project', async () => {
    const { access_token: token } = await tokens();
    const id = (fault('api-disabled', { place: 'northwind-mail' }) as { id: string }).id;
    expect(await reasonOf(await send(token))).toMatchObject([403, 'accessNotConfigured', expect.any(String)]);
    sandbox.control.faults.off(id);
    expect((await send(token)).status).toBe(200);
  });
});

describe('sending', () => {
  it.each([
    ['send-as-denied', 403, 'forbidden', 550, /^550 5\.7\.1 /],
    ['daily-limit', 403, 'dailyLimitExceeded', 550, /^550-5\.4\.5 Daily user sending limit exceeded/],
    ['throttle', 429, 'rateLimitExceeded', 421, /^421 4\.7\.0 Try again later, closing connection\./],
  ])('%s, by API and by SMTP', async (kind, status, reason, code, text) => {
    const { access_token: token } = await tokens(fullScope);
    fault(kind, { count: 2 });
    expect(await reasonOf(await send(token))).toMatchObject([status, reason, expect.any(String)]);
    await expect(sendBySmtp(token)).rejects.toMatchObject({
      responseCode: code,
      response: expect.stringMatching(text),
    });
    expect(await inbox()).toEqual([]);
    expect((await send(token)).status).toBe(200);
  });

  it('puts the time to wait into the text', async () => {
    const { access_token: token } = await tokens();
    fault('throttle', { seconds: 900, surface: 'api', count: 1 });
    const response = await send(token);
    expect(response.headers.get('retry-after')).toBeNull();
    const [, , text] = await reasonOf(response);
    const at = /^User-rate limit exceeded\. {2}Retry after (\S+Z) \(Mail sending\)$/.exec(String(text))?.[1] ?? '';
    expect(Date.parse(at) - Date.now()).toBeGreaterThan(890_000);
  });

  it('policy is JSON, a broken backend HTML', async () => {
    const { access_token: token } = await tokens();
    fault('domain-policy', { count: 1 });
    expect(await reasonOf(await send(token))).toMatchObject([403, 'domainPolicy', expect.any(String)]);
    fault('backend-error', { count: 1 });
    const broken = await send(token);
    expect([broken.status, broken.headers.get('content-type')]).toEqual([502, 'text/html; charset=UTF-8']);
  });
});

describe('traffic', () => {
  it('throttles the token endpoint, with and without Retry-After', async () => {
    const { refresh_token: token } = await tokens();
    const body = new URLSearchParams({
      client_id: keys.clientId,
      client_secret: keys.clientSecret,
      grant_type: 'refresh_token',
      refresh_token: String(token),
    });
    const post = () => fetch(sandbox.google.tokenUrl, { method: 'POST', body });
    fault('throttle', { surface: 'token', ...reports, seconds: 7, count: 1 });
    expect([(await post()).headers.get('retry-after'), (await post()).status]).toEqual(['7', 200]);
    fault('throttle', { surface: 'token', count: 1 });
    const bare = await post();
    expect([bare.status, bare.headers.get('retry-after')]).toEqual([429, null]);
  });

  it('drops the connection before or after the work, by API and by SMTP', async () => {
    const { access_token: token } = await tokens(fullScope);
    fault('drop-before', { count: 1 });
    await expect(send(token)).rejects.toThrow();
    expect(await inbox()).toEqual([]);
    fault('drop-after', { count: 1 });
    await expect(send(token)).rejects.toThrow();
    expect(await inbox()).toHaveLength(1);
    fault('drop-before', { count: 1 });
    await expect(sendBySmtp(token)).rejects.toThrow();
    expect(await inbox()).toHaveLength(1);
    fault('drop-after', { count: 1 });
    await expect(sendBySmtp(token)).rejects.toThrow();
    expect(await inbox()).toHaveLength(2);
  });

  it('drops a refresh after it counted', async () => {
    const { refresh_token: token } = await tokens();
    fault('drop-after', { surface: 'token', ...reports, count: 1 });
    await expect(refresh(token)).rejects.toThrow();
    expect(sandbox.control.google.grants(reports.account)[0]?.presentations).toBe(1);
    expect((await refresh(token)).status).toBe(200);
  });

  it('is slow for as long as asked, and only where asked', async () => {
    const { access_token: token, refresh_token: refreshToken } = await tokens();
    fault('slow', { ms: 120, surface: 'api', count: 1 });
    const startMs = performance.now();
    expect((await refresh(refreshToken)).status).toBe(200);
    expect(sandbox.control.faults.list()).toHaveLength(1);
    expect((await send(token)).status).toBe(200);
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(115);
    expect(sandbox.control.faults.list()).toHaveLength(0);
  });

  it('never touches the pages', async () => {
    fault('drop-before');
    const { sentTo } = await walkThroughGoogle(googleAuthorizeUrl(sandbox, keys).url, reports);
    expect(sentTo?.searchParams.get('code')).toBeTruthy();
  });
});
