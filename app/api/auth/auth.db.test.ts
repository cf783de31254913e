import { beforeAll, describe, expect, it, vi } from 'vitest';
import { findSession } from '#lib/accounts/index.ts';
import { retryAtOf } from '#lib/accounts/schema.ts';
import { listAudit } from '#lib/audit/index.ts';
import { tenantRoute } from '#lib/http/index.ts';
import { aRequest, origin, params } from '#lib/testing/a-request.ts';
import { aTenant, personPassword } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { strangeTargets } from '#lib/testing/strange-targets.ts';
import { GET, POST } from './[...nextauth]/route.ts';

const database = useDatabase();
beforeAll(() => {
  vi.stubEnv('NEXTAUTH_URL', origin);
});

/** A browser: keeps cookies, sends them with Origin and Sec-Fetch-Site as a page of our own does. */
function aBrowser(ip = '203.0.113.9') {
  const jar = new Map<string, string>();
  const setCookies: string[] = [];
  const visit = async (
    path: string,
    form?: Record<string, string>,
    headers: Record<string, string | null | undefined> = {},
  ) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const request = aRequest(path, {
      method: form ? 'POST' : 'GET',
      body: form ? new URLSearchParams(form) : undefined,
      headers: {
        cookie: cookie || null,
        'x-forwarded-for': ip,
        ...(form ? { origin, 'sec-fetch-site': 'same-origin' } : {}),
        ...headers,
      },
    });
    const nextauth = new URL(request.url).pathname.split('/').slice(3);
    const response = await (form ? POST : GET)(request, params({ nextauth }));
    for (const text of response.headers.getSetCookie()) {
      setCookies.push(text);
      const [name = '', value = ''] = text.split(';')[0]?.split('=') ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, decodeURIComponent(value));
    }
    return response;
  };
  const csrf = async () => ((await (await visit('/api/auth/csrf')).json()) as { csrfToken: string }).csrfToken;
  const signIn = async (email: string, password = personPassword, callbackUrl = '/t/demo/mail') =>
    visit('/api/auth/callback/credentials', { email, password, callbackUrl, csrfToken: await csrf(), json: 'true' });
  const signOut = async () => visit('/api/auth/signout', { csrfToken: await csrf(), callbackUrl: '/', json: 'true' });
  return { jar, setCookies, visit, csrf, signIn, signOut, token: () => jar.get('__Host-mailgrant.session') ?? '' };
}

/** What a page of another site, or none, sends. */
const foreign = [
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { origin: null, 'sec-fetch-site': null },
  { origin: null },
  { origin: 'null' },
  { origin: 'http://localhost:3001', 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site' },
];

describe('signing in', () => {
  it('starts a session that next-auth and our own doors both know', async () => {
    const { admin } = await aTenant();
    const browser = aBrowser();
    const answer = await browser.signIn(admin.email);

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ url: `${origin}/t/demo/mail` });
    expect(await findSession(browser.token())).toMatchObject({ userId: admin.userId });
    const session = await (await browser.visit('/api/auth/session')).json();
    expect(session).toEqual({ user: { name: 'The admin', email: admin.email }, expires: expect.any(String) });
  });

  it('answers a wrong password and an unknown address alike, without a session', async () => {
    const { admin } = await aTenant();
    for (const [email, password] of [
      [admin.email, 'wrong password'],
      ['nobody@example.com', personPassword],
      ['', ''],
    ] as const) {
      const browser = aBrowser();
      const answer = await browser.signIn(email, password);
      expect(answer.status).toBe(401);
      expect(new URL((await answer.json()).url).searchParams.get('error')).toBe('CredentialsSignin');
      expect(browser.token()).toBe('');
    }
  });

  it('sets only cookies that no neighbouring host and no script can touch', async () => {
    const { admin } = await aTenant();
    const browser = aBrowser();
    await browser.signIn(admin.email);
    expect(browser.setCookies.length).toBeGreaterThanOrEqual(3);
    for (const cookie of browser.setCookies) {
      expect(cookie).toMatch(/^__Host-mailgrant\.(session|csrf|callback|device)=/);
      for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) expect(cookie).toContain(attribute);
      expect(cookie).not.toContain('Domain');
    }
  });

  it('takes no form that another site made, and none without the CSRF token (W4)', async () => {
    const { admin } = await aTenant();
    const form = { email: admin.email, password: personPassword };
    for (const headers of foreign) {
      const browser = aBrowser();
      const csrfToken = await browser.csrf();
      const answer = await browser.visit('/api/auth/callback/credentials', { ...form, csrfToken }, headers);
      expect(answer.status).toBe(403);
      expect(browser.token()).toBe('');
    }
    const browser = aBrowser();
    await browser.csrf();
    await browser.visit('/api/auth/callback/credentials', { ...form, csrfToken: 'a'.repeat(64) });
    expect(browser.token()).toBe('');
  });
});

it('writes who came, went and was refused into the log, with the address', async () => {
  const { admin } = await aTenant();
  const browser = aBrowser();
  await browser.signIn(admin.email, 'wrong password');
  const told = async () => (await listAudit(admin.ctx)).events.toReversed();
  await expect.poll(told).toHaveLength(1);
  await browser.signIn(admin.email);
  await browser.signOut();

  const ip = '203.0.113.9';
  expect(await told()).toMatchObject([
    { action: 'session.refused', actor: { kind: 'system' }, targetName: admin.email, ip },
    { action: 'session.began', actor: { kind: 'user', id: admin.userId }, ip },
    { action: 'session.ended', actor: { kind: 'user', id: admin.userId }, ip },
  ]);
});

describe('too many wrong passwords (W10)', () => {
  const ip = '198.51.100.10';
  const fail = async (email: string, rounds: number) => {
    for (let round = 0; round < rounds; round++) expect((await aBrowser(ip).signIn(email, 'wrong')).status).toBe(401);
  };

  it('are answered with 429, when to come back, and a word that the form can read; nobody is signed in', async () => {
    const { admin } = await aTenant();
    await fail(admin.email, 10);
    const browser = aBrowser(ip);
    const answer = await browser.signIn(admin.email);

    expect(answer.status).toBe(429);
    const seconds = Number(answer.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(14 * 60);
    expect(seconds).toBeLessThanOrEqual(15 * 60);
    const problem = await answer.json();
    expect(problem).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(problem.detail).toMatch(/^Too many tries .* try again in 15 minutes \(\d\d:\d\d UTC\)\.$/);
    const retryAt = retryAtOf(new URL(problem.url).searchParams.get('error'));
    expect(Math.abs((retryAt?.getTime() ?? 0) - Date.now() - seconds * 1000)).toBeLessThan(5_000);
    expect(browser.jar.has('__Host-mailgrant.device')).toBe(false);
    expect(browser.token()).toBe('');

    const strangers = await aBrowser(ip).signIn('nobody@example.com');
    expect([strangers.status, (await strangers.json()).code]).toEqual([429, 'too_many_requests']);
    const plain = aBrowser(ip);
    const form = { email: admin.email, password: personPassword, csrfToken: await plain.csrf() };
    const toForms = await plain.visit('/api/auth/callback/credentials', form);
    expect([toForms.status, toForms.headers.get('location')]).toEqual([429, null]);
  });

  it('of others keep nobody out of the browser in which they signed in before', async () => {
    const { admin } = await aTenant();
    const known = aBrowser('198.51.100.11');
    await known.signIn(admin.email);
    const device = known.jar.get('__Host-mailgrant.device') ?? '';
    expect(device).toMatch(/^[\w-]{43}$/);
    for (let caller = 0; caller < 30; caller++) await aBrowser(`192.0.2.${caller}`).signIn(admin.email, 'wrong');

    expect((await aBrowser('192.0.2.99').signIn(admin.email)).status).toBe(429);
    const moved = aBrowser('192.0.2.99');
    moved.jar.set('__Host-mailgrant.device', device);
    expect((await moved.signIn(admin.email)).status).toBe(200);
    expect(moved.jar.get('__Host-mailgrant.device')).toBe(device);
  }, 20_000);
});

describe('a session (W9)', () => {
  it('is never one that the browser had before signing in: 0 of 20 fixed', async () => {
    const { admin, viewer } = await aTenant();
    let fixed = 0;
    for (let round = 0; round < 20; round++) {
      const attacker = aBrowser();
      await attacker.signIn(viewer.email);
      const planted = round % 2 === 0 ? attacker.token() : 'A'.repeat(43);
      const victim = aBrowser();
      victim.jar.set('__Host-mailgrant.session', planted);
      await victim.signIn(admin.email);
      expect(await findSession(victim.token())).toMatchObject({ userId: admin.userId });
      if (victim.token() === planted || (await findSession(planted)) !== null) fixed += 1;
    }
    expect(fixed).toBe(0);
  }, 20_000);

  it('is over on the server after signing out, wherever its cookie was copied to', async () => {
    const { admin, slug } = await aTenant();
    const browser = aBrowser();
    await browser.signIn(admin.email);
    const copied = browser.token();
    const whoAmI = tenantRoute(async (_request, ctx) => Response.json(ctx.actor));
    const ask = () => whoAmI(aRequest('/', { session: copied, tenant: slug }), params({}));
    expect((await ask()).status).toBe(200);

    await browser.signOut();

    expect(browser.token()).toBe('');
    expect((await ask()).status).toBe(401);
    const thief = aBrowser();
    thief.jar.set('__Host-mailgrant.session', copied);
    expect(await (await thief.visit('/api/auth/session')).json()).toEqual({});
  });
});

it('signs nobody out for a page of another site (W4)', async () => {
  const { admin } = await aTenant();
  const browser = aBrowser();
  await browser.signIn(admin.email);
  const form = { csrfToken: await browser.csrf(), callbackUrl: '/', json: 'true' };
  for (const headers of foreign) {
    expect((await browser.visit('/api/auth/signout', form, headers)).status).toBe(403);
    // A link, which brings the cookie along from anywhere.
    await browser.visit('/api/auth/signout', undefined, headers);
    expect(await findSession(browser.token())).not.toBeNull();
  }
  const token = browser.token();
  expect((await browser.signOut()).status).toBe(200);
  expect(await findSession(token)).toBeNull();
});

describe('next-auth', () => {
  it('sends nobody to another site, whatever it is asked to return to (O7)', async () => {
    const { admin } = await aTenant();
    const landings: string[] = [];
    for (const target of strangeTargets) {
      const browser = aBrowser();
      const query = new URLSearchParams({ callbackUrl: target });
      landings.push((await browser.visit(`/api/auth/signin?${query}`)).headers.get('location') ?? '');
      landings.push((await browser.visit(`/api/auth/signout?${query}`)).headers.get('location') ?? '');
      // Without `json` next-auth redirects by itself.
      const form = { csrfToken: await browser.csrf(), callbackUrl: target };
      landings.push((await browser.visit('/api/auth/signout', form)).headers.get('location') ?? '');
    }
    const browser = aBrowser();
    for (const target of strangeTargets.slice(0, 5)) {
      landings.push((await (await browser.signIn(admin.email, personPassword, target)).json()).url);
    }

    const offSite = landings.filter((location) => new URL(location, origin).origin !== origin);
    const smuggled = landings.filter((location) => {
      const asked = new URL(location, origin).searchParams.get('callbackUrl');
      return asked !== null && new URL(asked, origin).origin !== origin;
    });
    expect(landings.length).toBeGreaterThan(180);
    expect(offSite).toEqual([]);
    expect(smuggled).toEqual([]);
  });

  it.each(['/api/auth/_log', '/api/auth/verify-request', '/api/auth/nonsense'])('has no door at %s', async (path) => {
    const browser = aBrowser();
    expect((await browser.visit(path)).status).toBe(404);
    expect((await browser.visit(path, { code: 'x', level: 'error' })).status).toBe(404);
  });

  it.each([
    'error?error=%E6%97%A5',
    'error?error=a%0d%0aSet-Cookie:%20x=y',
    'error?error=%ED%A0%80',
    'error?error=%00',
    'error?error=&error=%F0%9F%92%A9',
    'error?error=a&b=%',
    `error?error=${'a'.repeat(5000)}`,
    'error/%E6%97%A5',
    'signin?error=%ED%A0%80&callbackUrl=%ED%A0%80',
    'signin/nonsense',
    'signout?callbackUrl=%00',
    'session?callbackUrl=%E6%97%A5',
    'csrf?callbackUrl=//%ED%A0%80',
    'callback/nonsense',
    'callback/credentials?callbackUrl=%0d',
    '%ED%A0%80',
  ])('has an answer to GET %s that is no failure', async (path) => {
    const answer = await aBrowser().visit(`/api/auth/${path}`);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get('location') ?? '').toMatch(/^[\x21-\x7e]{0,300}$/);
    expect(answer.headers.getSetCookie().join()).not.toContain('x=y');
  });

  it.each([
    ['callback/credentials', { email: '\ud800', password: 'x' }],
    ['callback/credentials', { email: ['a'], password: 'x' }],
    ['callback/credentials', { email: 'a@example.com', password: { length: 1 } }],
    ['callback/credentials', { callbackUrl: '\udfff' }],
    ['callback/credentials', { callbackUrl: 7 }],
    ['callback/credentials', { csrfToken: {} }],
    ['callback/nonsense', {}],
    ['signin/credentials', {}],
    ['signout', { callbackUrl: '\ud800/' }],
    ['signout', []],
    ['signout', ['\ud800']],
    ['session', { data: { a: 1 } }],
  ])('has an answer to POST %s of %j that is no failure', async (path, fields) => {
    const browser = aBrowser();
    const csrfToken = await browser.csrf();
    const body = Array.isArray(fields) ? fields : { csrfToken, ...fields };
    const request = aRequest(`/api/auth/${path}`, {
      method: 'POST',
      body,
      headers: { cookie: [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; '), origin },
    });
    const answer = await POST(request, params({ nextauth: path.split('/') }));
    expect(answer.status).toBeLessThan(500);
  });

  it('is not upset by cookies of its own that make no sense', async () => {
    for (const value of ['%ED%A0%80', '%00', '//evil.example', 'a|b|c', '日本']) {
      for (const name of ['callback', 'csrf', 'session']) {
        const cookie = `__Host-mailgrant.${name}=${encodeURIComponent(value)}`;
        for (const path of ['/api/auth/session', '/api/auth/csrf', '/api/auth/signin']) {
          expect((await aBrowser().visit(path, undefined, { cookie })).status).toBeLessThan(500);
        }
      }
    }
  });

  it('says nothing of a failure of ours: its message would stand in a URL', async () => {
    const browser = aBrowser();
    await database.asSuperuser('alter table users rename to users_away');
    const answer = await browser.signIn('admin@example.com');
    await database.asSuperuser('alter table users_away rename to users');

    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ url: `${origin}/api/auth/error?error=Unavailable` });
  });
});
