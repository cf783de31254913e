import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';
import { DELETE as unlink } from '#app/api/account/identities/[id]/route.ts';
import { POST as link, GET as list } from '#app/api/account/identities/route.ts';
import { POST as begin } from '#app/api/auth/signin/[provider]/route.ts';
import { findSession } from '#lib/accounts/index.ts';
import type { IdentityView } from '#lib/accounts/schema.ts';
import { listAudit } from '#lib/audit/index.ts';
import { aBrowser, type TestBrowser } from '#lib/testing/a-browser.ts';
import { anAdmin, aTenant, inAnotherBrowser, type Person, personPassword } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { useSignInIssuers } from '#lib/testing/sign-in-issuer.ts';
import { GET } from './route.ts';

const database = useDatabase();
const issuers = useSignInIssuers();

async function authorizeUrlOf(response: Response): Promise<string> {
  const answer = (await response.json()) as { authorizeUrl?: string };
  expect(answer).toEqual({ authorizeUrl: expect.any(String) });
  return answer.authorizeUrl ?? '';
}

const beginIn = (browser: TestBrowser, provider = 'one', returnTo = '/t/demo/keys') =>
  browser.send(begin, `/api/auth/signin/${provider}`, { provider }, { method: 'POST', body: { returnTo } });

const linkIn = (browser: TestBrowser, provider = 'one', password = personPassword) => {
  const body = { provider, password, returnTo: '/t/demo/account' };
  return browser.send(link, '/api/account/identities', {}, { method: 'POST', body });
};

/** Follows the way back; answers where the browser lands. */
async function back(browser: TestBrowser, path: string): Promise<string> {
  const provider = path.split('?')[0]?.split('/').at(-1) ?? '';
  const answer = await browser.send(GET, path, { provider });
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([303, 'no-store']);
  return answer.headers.get('location') ?? '';
}

async function signInAs(claims: JWTPayload, browser = aBrowser(), provider = 'one'): Promise<string> {
  return back(browser, issuers.comeBack(await authorizeUrlOf(await beginIn(browser, provider)), claims));
}

async function linkAs(person: Pick<Person, 'token'>, claims: JWTPayload, provider = 'one'): Promise<string> {
  const browser = aBrowser(person.token);
  return back(browser, issuers.comeBack(await authorizeUrlOf(await linkIn(browser, provider)), claims));
}

const refusedWith = (problem: string, provider = 'one') =>
  `/sign-in?problem=${problem}&with=${provider}&returnTo=%2Ft%2Fdemo%2Fkeys`;

async function identitiesOf(person: Pick<Person, 'token'>): Promise<IdentityView[]> {
  const answer = await aBrowser(person.token).send(list, '/api/account/identities', {});
  return ((await answer.json()) as { identities: IdentityView[] }).identities;
}

/** Somebody who has linked who they are at the issuer. */
async function aLinkedPerson() {
  const person = await anAdmin();
  const claims = { sub: randomUUID(), email: person.email };
  expect(await linkAs(person, claims)).toBe('/t/demo/account?linked=one');
  return { ...person, claims };
}

describe('signing in with an issuer', () => {
  it('begins a session anew, in a browser that is known from then on, and the log tells of it (W9)', async () => {
    const person = await aLinkedPerson();
    const browser = aBrowser(person.token);
    const location = await signInAs(person.claims, browser);

    expect(location).toBe('/t/demo/keys');
    expect(browser.token()).not.toBe(person.token);
    expect(await findSession(browser.token())).toMatchObject({ userId: person.userId });
    expect(await findSession(person.token)).toBeNull();
    expect(browser.jar.get('__Host-mailgrant.device')).toMatch(/^[\w-]{43}$/);
    const [began, linked] = (await listAudit(person.ctx)).events;
    expect(began).toMatchObject({
      action: 'session.began',
      details: { signedInWith: 'Issuer one' },
      ip: '203.0.113.9',
    });
    expect(linked).toMatchObject({ action: 'identity.linked', targetName: `Issuer one · ${person.email}` });
  });

  it('knows nobody by their address: with the e-mail of a person and another subject, 0 of 20 are let in', async () => {
    const person = await aLinkedPerson();
    for (let round = 0; round < 20; round++) {
      const browser = aBrowser();
      const claims = { sub: randomUUID(), email: person.email, email_verified: true, preferred_username: person.email };
      expect(await signInAs(claims, browser)).toBe(refusedWith('not_linked'));
      expect(browser.token()).toBe('');
    }
    expect(await signInAs({ ...person.claims, sub: person.claims.sub.toUpperCase() })).toBe(refusedWith('not_linked'));
    // The same subject of another issuer is somebody else.
    expect(await signInAs(person.claims, aBrowser(), 'two')).toBe(refusedWith('not_linked', 'two'));
  });

  it('knows a person again whose address has changed, and shows the new one', async () => {
    const person = await aLinkedPerson();
    const browser = aBrowser();
    expect(await signInAs({ sub: person.claims.sub, email: 'renamed@example.com' }, browser)).toBe('/t/demo/keys');
    expect(await findSession(browser.token())).toMatchObject({ userId: person.userId, email: person.email });
    const [identity] = await identitiesOf({ token: browser.token() });
    expect(identity).toMatchObject({ label: 'Issuer one', address: 'renamed@example.com', offered: true });
    expect(identity?.lastUsedAt).not.toBeNull();
  });

  it('lets nobody in who is switched off', async () => {
    const person = await aLinkedPerson();
    await database.asSuperuser('update users set disabled_at = now() where id = $1', [person.userId]);
    expect(await signInAs(person.claims)).toBe(refusedWith('switched_off'));
    const [refused] = (await listAudit(person.ctx)).events;
    expect(refused).toMatchObject({ action: 'session.refused', details: { reason: 'switched_off', times: 1 } });
  });

  it.each<[string, (right: JWTPayload) => JWTPayload]>([
    ['of another trip (nonce)', (right) => ({ ...right, nonce: 'another' })],
    ['without a nonce', ({ nonce: _nonce, ...right }) => right],
    ['of another issuer', (right) => ({ ...right, iss: `${right.iss?.replace(/one$/, 'two')}` })],
    ['for another client', (right) => ({ ...right, aud: 'client-of-two' })],
    ['that has expired', (right) => ({ ...right, iat: 1000, exp: 2000 })],
    ['of nobody', ({ sub: _sub, ...right }) => right],
  ])('takes no ID token %s', async (_what, claims) => {
    const person = await aLinkedPerson();
    issuers.said.claims = claims;
    const browser = aBrowser();
    expect(await signInAs(person.claims, browser)).toBe(refusedWith('not_trusted'));
    expect(browser.token()).toBe('');
  });

  it('takes no ID token that the issuer did not sign', async () => {
    const person = await aLinkedPerson();
    issuers.said.forged = true;
    expect(await signInAs(person.claims)).toBe(refusedWith('not_trusted'));
  });

  it('shows its secret as the issuer takes it', async () => {
    await signInAs({ sub: 'x' });
    await signInAs({ sub: 'x' }, aBrowser(), 'two');
    const [byBody, byHeader] = issuers.tokenCalls;
    expect(byBody).toMatchObject({ secret: 'secret-of-one', authorization: null });
    const basic = Buffer.from(byHeader?.authorization?.replace(/^Basic /, '') ?? '', 'base64').toString();
    // RFC 6749 §2.3.1: each part form-encoded.
    expect([decodeURIComponent(basic), byHeader?.secret]).toEqual(['client-of-two:secret-of-two', null]);
  });

  it('goes nowhere where the issuer is not the configured one to the letter (O5)', async () => {
    issuers.said.document = (right) => ({ ...right, issuer: `${right.issuer}/` });
    const answer = await beginIn(aBrowser(), 'three');
    expect(answer.status).toBe(503);
    expect((await answer.json()).detail).toMatch(/^Signing in with Issuer three is not set up right/);
    expect((await beginIn(aBrowser(), 'four')).status).toBe(404);
  });
});

describe('a trip to an issuer', () => {
  it('is for one callback, however often it arrives (O2)', async () => {
    const person = await aLinkedPerson();
    const browser = aBrowser();
    const path = issuers.comeBack(await authorizeUrlOf(await beginIn(browser)), person.claims);
    issuers.tokenCalls.length = 0;
    const ends = await Promise.all(Array.from({ length: 20 }, () => back(browser, path)));
    expect(ends.filter((location) => location === '/t/demo/keys')).toHaveLength(1);
    expect(ends.filter((location) => location === refusedWith('replayed'))).toHaveLength(19);
    expect(issuers.tokenCalls).toHaveLength(1);
  });

  it('is for the browser that began it: 0 of 50 exchanges elsewhere, and it is still there for its own (O3)', async () => {
    const person = await aLinkedPerson();
    const browser = aBrowser();
    const path = issuers.comeBack(await authorizeUrlOf(await beginIn(browser)), person.claims);
    issuers.tokenCalls.length = 0;
    for (let round = 0; round < 50; round++) {
      const other = aBrowser();
      if (round % 2) await beginIn(other);
      expect(await back(other, path)).toBe(refusedWith('other_browser'));
      expect(other.token()).toBe('');
    }
    expect(issuers.tokenCalls).toHaveLength(0);
    expect(await back(browser, path)).toBe('/t/demo/keys');
  });

  it('is for ten minutes, for one issuer, and for what was asked', async () => {
    const browser = aBrowser();
    const late = issuers.comeBack(await authorizeUrlOf(await beginIn(browser)), { sub: 'x' });
    await database.asSuperuser("update sign_in_trips set expires_at = now() - interval '1 second'");
    expect(await back(browser, late)).toBe(refusedWith('expired'));
    const mixed = issuers.comeBack(await authorizeUrlOf(await beginIn(browser)), { sub: 'x' });
    expect(await back(browser, mixed.replace('callback/one', 'callback/two'))).toBe(refusedWith('changed'));
    const foreign = issuers.comeBack(await authorizeUrlOf(await beginIn(browser)), { sub: 'x' });
    expect(await back(browser, `${foreign}&iss=https%3A%2F%2Fevil.example`)).toBe(refusedWith('not_trusted'));
    const unknown = '/api/auth/callback/one?code=x&state=y';
    expect(await back(browser, unknown)).toBe('/sign-in?problem=unknown_trip&returnTo=%2F');
    expect(issuers.tokenCalls).toHaveLength(0);
  });

  it('tells a person who said no from an issuer that did', async () => {
    const browser = aBrowser();
    const authorizeUrl = await authorizeUrlOf(await beginIn(browser));
    const state = new URL(authorizeUrl).searchParams.get('state');
    expect(await back(browser, `/api/auth/callback/one?error=access_denied&state=${state}`)).toBe(
      refusedWith('declined'),
    );
    issuers.said.tokenError = { error: 'invalid_client' };
    expect(await signInAs({ sub: 'x' })).toBe(refusedWith('provider_refused'));
  });

  it('leaves neither its state nor its secrets in the database, and the code in no address of ours', async () => {
    const browser = aBrowser();
    const { searchParams } = new URL(await authorizeUrlOf(await beginIn(browser)));
    const [row] = await database.asSuperuser<{ row: string }>('select t::text as row from sign_in_trips t');
    for (const name of ['state', 'nonce']) expect(row?.row).not.toContain(searchParams.get(name));
    expect(row?.row).toContain('client-of-one');
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    expect(await signInAs({ sub: 'x' })).not.toContain('code');
  });

  it('is begun 300 times from one address in a quarter of an hour, and no more: nobody fills the database', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.7' };
    const rows = () => database.asSuperuser('select from sign_in_trips');
    const before = (await rows()).length;
    const flood = () =>
      aBrowser().send(
        begin,
        '/api/auth/signin/one',
        { provider: 'one' },
        { method: 'POST', body: { returnTo: '/' }, headers },
      );
    const answers: Response[] = [];
    for (let round = 0; round < 16; round++) answers.push(...(await Promise.all(Array.from({ length: 20 }, flood))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(300);
    const [refused] = answers.filter(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(800);
    expect((await rows()).length - before).toBe(300);
    // Elsewhere people go on signing in.
    expect((await beginIn(aBrowser())).status).toBe(200);
  }, 30_000);

  it('is begun by a page of our own alone, and goes back to no other site', async () => {
    const foreign: Record<string, string | null>[] = [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: null },
    ];
    for (const headers of foreign) {
      const sent = { method: 'POST', body: { returnTo: '/' }, headers };
      const answer = await aBrowser('A'.repeat(43)).send(begin, '/api/auth/signin/one', { provider: 'one' }, sent);
      expect(answer.status).toBe(403);
    }
    const person = await aLinkedPerson();
    const browser = aBrowser();
    const strange = await authorizeUrlOf(await beginIn(browser, 'one', '//evil.example'));
    expect(await back(browser, issuers.comeBack(strange, person.claims))).toBe('/');
  });
});

describe('linking', () => {
  it('takes the password again, as often as signing in does', async () => {
    const person = await anAdmin();
    const browser = aBrowser(person.token);
    for (let round = 0; round < 10; round++) expect((await linkIn(browser, 'one', 'wrong')).status).toBe(422);
    expect((await linkIn(browser)).status).toBe(429);
    expect(await identitiesOf(person)).toEqual([]);
    await database.asSuperuser('delete from sign_in_tries');
  });

  it('gives one identity to one person, also of two at once', async () => {
    const [first, second] = [await aLinkedPerson(), await anAdmin()];
    expect(await linkAs(second, first.claims)).toBe('/t/demo/account?problem=linked_to_another&with=one');
    expect(await identitiesOf(second)).toEqual([]);
    // One's own again.
    expect(await linkAs(first, first.claims)).toBe('/t/demo/account?linked=one');

    const claims = { sub: randomUUID() };
    const ends = await Promise.all([linkAs(first, claims), linkAs(second, claims)]);
    expect(ends.toSorted()).toEqual([
      '/t/demo/account?linked=one',
      '/t/demo/account?problem=linked_to_another&with=one',
    ]);
  });

  it('is for the session that began it: nobody is made to link the identity of another', async () => {
    const { slug, admin: attacker, viewer: victim } = await aTenant();
    const own = aBrowser(attacker.token);
    const path = issuers.comeBack(await authorizeUrlOf(await linkIn(own)), { sub: randomUUID() });
    const other = { provider: 'one', returnTo: '/t/demo/account' };
    const refused = (problem: string) =>
      `/sign-in?problem=${problem}&with=one&returnTo=${encodeURIComponent(other.returnTo)}`;
    expect(await back(aBrowser(victim.token), path)).toBe(refused('other_browser'));
    // In the attacker's own browser, where the victim signs in next; and in another session of the attacker's.
    for (const { token } of [victim, await inAnotherBrowser(attacker, slug)]) {
      const later = aBrowser(token);
      later.jar.set('__Host-mailgrant.consent', own.jar.get('__Host-mailgrant.consent') ?? '');
      expect(await back(later, path)).toBe(refused('other_person'));
    }
    const nobody = aBrowser();
    nobody.jar.set('__Host-mailgrant.consent', own.jar.get('__Host-mailgrant.consent') ?? '');
    expect(await back(nobody, path)).toBe(refused('other_person'));
    expect(issuers.tokenCalls).toHaveLength(0);
    expect(await identitiesOf(victim)).toEqual([]);
    expect(await back(own, path)).toBe('/t/demo/account?linked=one');
  });

  it('does not outlive the session, which may end while the issuer is asked', async () => {
    const person = await anAdmin();
    issuers.said.beforeToken = async () => {
      await database.asSuperuser('update sessions set revoked_at = now() where user_id = $1', [person.userId]);
    };
    const claims = { sub: randomUUID() };
    expect(await linkAs(person, claims)).toBe('/t/demo/account?problem=other_person&with=one');
    expect(await database.asSuperuser('select from identities where subject = $1', [claims.sub])).toEqual([]);
  });

  it('ends with unlinking: whoever comes with it is refused, and the log tells of both', async () => {
    const person = await aLinkedPerson();
    const [identity] = await identitiesOf(person);
    const id = identity?.id ?? '';
    const [browser, stranger] = [aBrowser(person.token), aBrowser((await anAdmin()).token)];
    const remove = (by: TestBrowser) => by.send(unlink, `/api/account/identities/${id}`, { id }, { method: 'DELETE' });
    expect((await remove(stranger)).status).toBe(404);
    expect(await signInAs(person.claims)).toBe('/t/demo/keys');

    expect([(await remove(browser)).status, (await remove(browser)).status]).toEqual([204, 404]);
    expect(await identitiesOf(person)).toEqual([]);
    expect(await signInAs(person.claims)).toBe(refusedWith('not_linked'));
    const acts = (await listAudit(person.ctx)).events.map(({ action }) => action);
    expect(acts).toEqual(['identity.unlinked', 'session.began', 'identity.linked']);
  });
});
