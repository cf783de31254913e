import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { givenSandbox, redirectUri, reports } from '#sandbox/testing/given-sandbox.ts';
import { authorizeUrl, postToken, walkThrough } from '#sandbox/testing/sign-in.ts';

const given = givenSandbox();

const admin = { account: 'admin@contoso.example' };

const go = (asked: Partial<Parameters<typeof authorizeUrl>[2]> = {}, who = reports, behaviour: object = {}) =>
  walkThrough(authorizeUrl(given.sandbox, given.keys, { redirectUri, ...asked }).url, { ...who, ...behaviour });

/** The person stays on Microsoft's page, which names the error; nothing is sent to the application. */
async function expectPage(walk: ReturnType<typeof go>, code: number): Promise<void> {
  const { page, sentTo, status } = await walk;
  expect(sentTo).toBeUndefined();
  expect(status).toBe(400);
  expect(page).toContain(`AADSTS${code}: `);
}

async function expectSentBack(walk: ReturnType<typeof go>, error: string, code: number): Promise<void> {
  const query = (await walk).sentTo?.searchParams;
  expect(query?.get('error')).toBe(error);
  expect(query?.get('error_description')).toMatch(new RegExp(`^AADSTS${code}: `));
  expect(query?.get('state')).toBe('the-state');
  expect(query?.get('error_uri')).toContain(`/error?code=${code}`);
}

describe('errors that stay on the page', () => {
  it('are those of redirect URI, application and tenant', async () => {
    await expectPage(go({ redirectUri: `${redirectUri}/` }), 50011);
    await expectPage(go({ redirectUri: 'http://localhost:3000/OAuth/callback/microsoft' }), 50011);
    await expectPage(go({ redirectUri: 'nonsense' }), 90102);
    await expectPage(go({ tenant: crypto.randomUUID() }), 90002);
    await expectPage(go({ tenant: 'contoso' }), 900023);
    await expectPage(go({ tenant: 'fabrikam.example' }), 700016);
    await expectPage(go({ tenant: 'common' }), 50194);
    given.keys = given.register({ redirectUris: [] });
    await expectPage(go(), 500113);
    given.keys = { ...given.keys, clientId: crypto.randomUUID() };
    await expectPage(go(), 700016);
  });

  it('include an account of another directory', async () => {
    await expectPage(go({}, { account: 'newsletter@fabrikam.example' }), 50020);
  });

  it('leave the port of localhost out of the comparison, as Entra does', async () => {
    expect((await go({ redirectUri: 'http://localhost:4711/oauth/callback/microsoft' })).sentTo?.port).toBe('4711');
  });
});

describe('errors that are sent back', () => {
  it('are those of the request itself', async () => {
    await expectSentBack(go({ more: { response_type: 'token' } }), 'unsupported_response_type', 700054);
    await expectSentBack(go({ scope: 'https://graph.microsoft.com/Mail.Sned' }), 'invalid_client', 650053);
    await expectSentBack(go({ scope: 'https://nowhere.example/Mail.Send' }), 'invalid_resource', 500011);
    await expectSentBack(go({ more: { prompt: 'none login' } }), 'invalid_request', 90023);
    await expectSentBack(go({ more: { code_challenge: 'short' } }), 'invalid_request', 90023);
  });

  it('say that the person cancelled, and nothing is consented', async () => {
    await expectSentBack(go({}, reports, { decision: 'cancel' }), 'access_denied', 65004);
    const { page } = await go({}, reports, { decision: 'cancel' });
    expect(page).toBe('');
    await expectSentBack(go({}, reports, { decision: 'cancel' }), 'access_denied', 65004);
  });

  it('answer prompt=none with what is missing', async () => {
    await expectSentBack(go({ more: { prompt: 'none' } }), 'login_required', 50058);
    const { url } = authorizeUrl(given.sandbox, given.keys, { redirectUri, more: { prompt: 'none' } });
    const { sentTo } = await go();
    expect(sentTo?.searchParams.get('code')).toBeTruthy();
    const account = '3d5a7c19-4e8b-4f06-a2d3-7b9f1c6e8d52';
    const silent = await fetch(url, { redirect: 'manual', headers: { cookie: `sandbox_account=${account}` } });
    expect(new URL(silent.headers.get('location') ?? '').searchParams.get('code')).toBeTruthy();
    const unconsented = given.register();
    const other = authorizeUrl(given.sandbox, unconsented, { redirectUri, more: { prompt: 'none' } }).url;
    const refused = await fetch(other, { redirect: 'manual', headers: { cookie: `sandbox_account=${account}` } });
    expect(new URL(refused.headers.get('location') ?? '').searchParams.get('error')).toBe('consent_required');
  });
});

describe('going back', () => {
  const postTo = (url: string, fields: Record<string, string>): Promise<Response> =>
    fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  const account = '3d5a7c19-4e8b-4f06-a2d3-7b9f1c6e8d52';
  const next = (response: Response, url: string): string => new URL(response.headers.get('location') ?? '', url).href;

  it('never meets a page that was posted: the account leads to the consent page by redirect', async () => {
    const { url } = authorizeUrl(given.sandbox, given.keys, { redirectUri });
    const picked = await postTo(url, { step: 'account', account });
    expect(picked.status).toBe(303);
    const consent = await fetch(next(picked, url));
    expect(await consent.text()).toContain('<h1>Permissions requested</h1>');
    const declined = await postTo(url, { step: 'consent', account, decision: 'cancel' });
    expect(declined.status).toBe(302);
    const foreign = await postTo(url, { step: 'account', account: '91c3f8d5-0a7e-4b62-85d4-6f2c9e1a7b25' });
    expect(foreign.status).toBe(303);
    const refused = await (await fetch(next(foreign, url))).text();
    expect(refused).toContain('AADSTS50020');
    expect(refused).toContain('Sign in with another account');
  });

  it('to the consent page after accepting offers the accounts, and issues no code by itself', async () => {
    const { url } = authorizeUrl(given.sandbox, given.keys, { redirectUri });
    const consentAt = next(await postTo(url, { step: 'account', account }), url);
    expect((await postTo(url, { step: 'consent', account, decision: 'accept' })).status).toBe(302);
    const again = await fetch(consentAt, { redirect: 'manual' });
    expect(again.status).toBe(200);
    expect(await again.text()).toContain('<h1>Pick an account</h1>');
    expect((await postTo(url, { step: 'account', account })).status).toBe(302);
  });

  it('in the admin consent meets no posted page either', async () => {
    const query = new URLSearchParams({ client_id: given.keys.clientId, redirect_uri: redirectUri });
    const url = `${given.sandbox.providers.microsoft.authority}/${given.keys.directoryId}/adminconsent?${query}`;
    const picked = await postTo(url, { step: 'account', account });
    expect(picked.status).toBe(303);
    expect(await (await fetch(next(picked, url))).text()).toContain('AADSTS90094');
  });
});

describe('consent', () => {
  const pageAfterAccount = async (who: string): Promise<string> => {
    const { url } = authorizeUrl(given.sandbox, given.keys, { redirectUri });
    return (await walkThrough(url, { account: who, decision: 'cancel' })).page;
  };

  it('is asked once per person, or again with prompt=consent', async () => {
    expect((await go()).sentTo?.searchParams.get('code')).toBeTruthy();
    // Someone who would press Cancel is not asked any more.
    expect((await go({}, reports, { decision: 'cancel' })).sentTo?.searchParams.get('code')).toBeTruthy();
    const again = go({ more: { prompt: 'consent' } }, reports, { decision: 'cancel' });
    await expectSentBack(again, 'access_denied', 65004);
    expect(await pageAfterAccount('alex@contoso.example')).toBe('');
  });

  it('may be given by an administrator for everyone', async () => {
    await go({}, admin, { organization: true });
    expect((await go({}, reports, { decision: 'cancel' })).sentTo?.searchParams.get('code')).toBeTruthy();
  });

  it('given for everyone by someone who is no administrator counts for that person only', async () => {
    await go({}, reports, { organization: true });
    await expectSentBack(go({}, { account: 'alex@contoso.example' }, { decision: 'cancel' }), 'access_denied', 65004);
  });

  it('at a shared endpoint takes accounts of both directories', async () => {
    given.keys = given.register({ accountTypes: 'multi' });
    for (const account of ['newsletter@fabrikam.example', 'reports@contoso.example']) {
      expect((await go({ tenant: 'common' }, { account })).sentTo?.searchParams.get('code')).toBeTruthy();
    }
  });
});

describe('response modes', () => {
  it('put the answer into the query, the fragment, or a form that posts itself', async () => {
    expect((await go()).sentTo?.href).toContain(`${redirectUri}?code=`);
    const fragment = await go({ more: { response_mode: 'fragment' } });
    expect(fragment.sentTo?.hash).toContain('state=the-state');
    const form = await go({ more: { response_mode: 'form_post', state: '"><script>' } });
    expect(form.sentTo).toBeUndefined();
    expect(form.page).toContain(`<form method="post" action="${redirectUri}" data-submit-at-once>`);
    expect(form.page).toContain('name="state" value="&quot;&gt;&lt;script&gt;"');
  });
});

describe('admin consent', () => {
  const at = (path: string, more: Record<string, string> = {}): string => {
    const query = new URLSearchParams({
      client_id: given.keys.clientId,
      redirect_uri: redirectUri,
      state: 's',
      ...more,
    });
    return `${given.sandbox.providers.microsoft.authority}/${given.keys.directoryId}/${path}?${query}`;
  };
  const scope = 'https://graph.microsoft.com/.default';

  it('grants application permissions by both endpoints', async () => {
    given.keys = given.register({ applicationPermissions: ['Mail.Send'] });
    const v2 = await walkThrough(at('v2.0/adminconsent', { scope }), admin);
    expect(Object.fromEntries(v2.sentTo?.searchParams ?? [])).toEqual({
      admin_consent: 'True',
      tenant: given.keys.directoryId,
      scope,
      state: 's',
    });
    const v1 = await walkThrough(at('adminconsent'), admin);
    expect(v1.sentTo?.searchParams.get('admin_consent')).toBe('True');
  });

  it('at v2.0 wants a scope, and grants what it names: all that is configured only with .default', async () => {
    given.keys = given.register({ applicationPermissions: ['Mail.Send'] });
    await expectPage(walkThrough(at('v2.0/adminconsent'), admin), 900144);
    const roles = async (): Promise<unknown> => {
      const { json } = await postToken(given.sandbox, given.keys, { grant_type: 'client_credentials', scope });
      return decodeJwt(String(json.access_token)).roles;
    };
    await walkThrough(at('v2.0/adminconsent', { scope: 'https://graph.microsoft.com/Mail.Send' }), admin);
    expect(await roles()).toBeUndefined();
    await walkThrough(at('v2.0/adminconsent', { scope }), admin);
    expect(await roles()).toEqual(['Mail.Send']);
  });

  it('says True even when declined, by v2.0 only', async () => {
    const v2 = await walkThrough(at('v2.0/adminconsent', { scope }), { ...admin, decision: 'cancel' });
    expect(v2.sentTo?.searchParams.get('admin_consent')).toBe('True');
    expect(v2.sentTo?.searchParams.get('error')).toBe('consent_required');
    const v1 = await walkThrough(at('adminconsent'), { ...admin, decision: 'cancel' });
    expect(v1.sentTo?.searchParams.get('error')).toBe('permission_denied');
    expect(v1.sentTo?.searchParams.get('admin_consent')).toBeNull();
  });

  it('is for administrators', async () => {
    await expectPage(walkThrough(at('v2.0/adminconsent', { scope }), reports), 90094);
  });
});
