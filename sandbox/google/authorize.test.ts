import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GoogleClientKeys } from '#sandbox/control/google-control.ts';
import {
  gmailScope,
  googleAuthorizeUrl,
  googleRedirectUri,
  googleTokensFor,
  walkThroughGoogle,
} from '#sandbox/testing/google-sign-in.ts';
import { runSandbox } from '#sandbox/testing/running.ts';

const reports = { account: 'reports@northwind.example' };
const send = 'https://www.googleapis.com/auth/gmail.send';
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

const walk = (
  asked: Parameters<typeof googleAuthorizeUrl>[2] = {},
  who: Parameters<typeof walkThroughGoogle>[1] = reports,
) => walkThroughGoogle(googleAuthorizeUrl(sandbox, keys, asked).url, who);

describe('consent', () => {
  it('sends the browser back with code, state exactly, granted scopes and the hosted domain', async () => {
    const { sentTo, seen } = await walk();
    expect(seen).toEqual(['Choose an account', 'Mail sender wants access to your Google Account']);
    expect(sentTo?.href.startsWith(googleRedirectUri)).toBe(true);
    expect(Object.fromEntries(sentTo?.searchParams ?? [])).toEqual({
      state: 'the state & more',
      iss: sandbox.google.authority,
      code: expect.stringMatching(/^4\/0A[\w-]{70,}$/),
      scope: `openid https://www.googleapis.com/auth/userinfo.email ${send}`,
      authuser: '0',
      hd: 'northwind.example',
      prompt: 'consent',
    });
  });

  it('shows boxes that are unticked, but none for sign-in scopes', async () => {
    const { url } = googleAuthorizeUrl(sandbox, keys, { scope: `${gmailScope} https://mail.google.com/` });
    const body = new URLSearchParams({ step: 'account', account: reports.account });
    const page = await (await fetch(url, { method: 'POST', body })).text();
    const boxes = [...page.matchAll(/<input type="checkbox" name="scope" value="([^"]+)"( checked)?>/g)];
    expect(boxes.map(([, name, checked]) => [name, checked])).toEqual([
      [send, undefined],
      ['https://mail.google.com/', undefined],
    ]);
    expect(page).toContain('data-selects-all="scope"');
  });

  it('grants what was ticked, and says so in the answer', async () => {
    const { json } = await googleTokensFor(sandbox, keys, { ...reports, ticks: [] });
    expect(json.scope).toBe('openid https://www.googleapis.com/auth/userinfo.email');
    expect(json.refresh_token).toBeDefined();
    const { sentTo } = await walk({}, { ...reports, ticks: [send] });
    expect(sentTo?.searchParams.get('scope')).toContain(send);
  });

  it('has nothing to tick when one permission is all there is', async () => {
    const { sentTo } = await walk({ scope: send }, { ...reports, ticks: [] });
    expect(sentTo?.searchParams.get('scope')).toBe(send);
  });

  it('is access_denied when cancelled, with the state', async () => {
    const { sentTo } = await walk({}, { ...reports, decision: 'cancel' });
    expect(Object.fromEntries(sentTo?.searchParams ?? [])).toEqual({
      state: 'the state & more',
      error: 'access_denied',
    });
  });

  it('is asked once; a refresh token comes the first time, and again with prompt=consent', async () => {
    expect((await googleTokensFor(sandbox, keys, reports)).json.refresh_token).toBeDefined();
    const { seen } = await walk();
    expect(seen).toEqual(['Choose an account']);
    expect((await googleTokensFor(sandbox, keys, reports)).json.refresh_token).toBeUndefined();
    const again = await googleTokensFor(sandbox, keys, reports, { more: { prompt: 'consent' } });
    expect(again.json.refresh_token).toBeDefined();
  });

  it('gives no refresh token for access_type=online', async () => {
    const { json } = await googleTokensFor(sandbox, keys, reports, { more: { access_type: 'online' } });
    expect(json.access_token).toBeDefined();
    expect(json.refresh_token).toBeUndefined();
  });

  it('adds what another client of the project was granted, when asked to', async () => {
    await googleTokensFor(sandbox, keys, reports, { scope: 'openid https://mail.google.com/' });
    const other = sandbox.control.google.createClient({ project: 'Northwind', redirectUris: [googleRedirectUri] });
    const alone = await googleTokensFor(sandbox, other, reports, { more: { include_granted_scopes: 'false' } });
    expect(alone.json.scope).not.toContain('https://mail.google.com/');
    const more = { include_granted_scopes: 'true', prompt: 'consent' };
    const together = await googleTokensFor(sandbox, other, reports, { more });
    expect(String(together.json.scope).split(' ')).toEqual(expect.arrayContaining([send, 'https://mail.google.com/']));
  });

  it('suggests the hinted account, and answers prompt=none without a page', async () => {
    const { url } = googleAuthorizeUrl(sandbox, keys, { more: { login_hint: 'reports@northwind.example' } });
    expect(await (await fetch(url)).text()).toMatch(/data-hinted>\s*<span[^>]*>NR/);
    const silent = await fetch(googleAuthorizeUrl(sandbox, keys, { more: { prompt: 'none' } }).url, {
      redirect: 'manual',
    });
    expect(new URL(silent.headers.get('location') ?? '').searchParams.get('error')).toBe('login_required');
  });
});

describe('pages that never lead back', () => {
  const expectPage = async (
    asked: Record<string, string>,
    status: number,
    code: string,
    who = reports,
  ): Promise<string> => {
    const result = await walk({ more: asked }, who);
    expect(result.sentTo).toBeUndefined();
    expect(result.status).toBe(status);
    expect(result.page).toContain(`Error ${status}: ${code}`);
    return result.page;
  };

  it('are those of redirect URI, client, scope and request', async () => {
    for (const uri of [
      `${googleRedirectUri}/`,
      'http://localhost:3001/oauth/callback/google',
      'https://evil.example/',
    ]) {
      const page = await expectPage({ redirect_uri: uri }, 400, 'redirect_uri_mismatch');
      expect(page).toContain(`redirect_uri=${uri}`);
    }
    await expectPage({ client_id: 'nobody.apps.googleusercontent.com' }, 401, 'invalid_client');
    await expectPage({ scope: 'openid nonsense' }, 400, 'invalid_scope');
    await expectPage({ scope: '' }, 400, 'invalid_request');
    await expectPage({ prompt: 'none consent' }, 400, 'invalid_request');
    await expectPage({ response_type: 'token' }, 400, 'unsupported_response_type');
    sandbox.control.faults.set({ provider: 'google', kind: 'client-deleted', clientId: keys.clientId });
    await expectPage({}, 401, 'deleted_client');
  });

  it('turns away browsers inside apps', async () => {
    const { url } = googleAuthorizeUrl(sandbox, keys);
    const response = await fetch(url, { headers: { 'user-agent': 'Mozilla/5.0 (Linux; Android 14; wv) Chrome/120' } });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('Error 403: disallowed_useragent');
  });

  it('keeps people of elsewhere out of an internal app', async () => {
    const page = await expectPage({}, 403, 'org_internal', { account: 'newsletter@tailspin.example' });
    expect(page).toContain('can only be used within its organization');
  });

  it('keeps out whoever is no test user, and warns the others', async () => {
    sandbox.control.google.changeProject('Northwind', { audience: 'external', testUsers: ['dana@northwind.example'] });
    const page = await expectPage({}, 403, 'access_denied');
    expect(page).toContain('has not completed the Google verification process');
    const { seen, sentTo } = await walk({}, { account: 'dana@northwind.example' });
    expect(seen).toContain('Google hasn’t verified this app');
    expect(sentTo?.searchParams.get('code')).toBeTruthy();
  });

  it('warns nobody about a verified app in production', async () => {
    sandbox.control.google.changeProject('Northwind', { audience: 'external', publishing: 'production' });
    const stranger = { account: 'robin.river@gmail.example' };
    expect((await walk({}, stranger)).seen).toContain('Google hasn’t verified this app');
    sandbox.control.google.changeProject('Northwind', { isVerified: true });
    const { seen, sentTo } = await walk({ more: { prompt: 'consent' } }, stranger);
    expect(seen).not.toContain('Google hasn’t verified this app');
    expect(sentTo?.searchParams.has('hd')).toBe(false);
  });

  it('asks the institution’s administrator', async () => {
    sandbox.control.faults.set({ provider: 'google', kind: 'admin-policy', account: reports.account });
    await expectPage({}, 400, 'admin_policy_enforced');
    const other = await walk({}, { account: 'dana@northwind.example' });
    expect(other.sentTo?.searchParams.get('code')).toBeTruthy();
  });
});
