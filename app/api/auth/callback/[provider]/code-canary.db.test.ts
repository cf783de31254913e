import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { POST as begin } from '#app/api/auth/signin/[provider]/route.ts';
import { tripAnswerSchema } from '#lib/accounts/schema.ts';
import { createLog, log } from '#lib/log/log.ts';
import { aBrowser, type TestBrowser } from '#lib/testing/a-browser.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { sinksOf } from '#lib/testing/find-secrets.ts';
import { useSignInIssuers } from '#lib/testing/sign-in-issuer.ts';
import { spellingsOf } from '#lib/testing/spellings-of.ts';
import { GET } from './route.ts';

const database = useDatabase();
const issuers = useSignInIssuers();
let logged: string[] = [];

// The log as it is written, down to its finest level.
beforeEach(() => {
  logged = [];
  const kept = createLog('trace', { write: (line) => void logged.push(line) });
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) {
    vi.spyOn(log(), level).mockImplementation((...args: unknown[]) => Reflect.apply(kept[level], kept, args));
  }
});
afterEach(() => vi.restoreAllMocks());

async function tables(): Promise<Record<string, string>> {
  const rows = await database.asSuperuser<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  const texts: [string, string][] = [];
  for (const { name } of rows) {
    const found = await database.asSuperuser<{ row: string }>(`select to_jsonb(t)::text as row from "${name}" t`);
    texts.push([`table ${name}`, found.map(({ row }) => row).join('\n')]);
  }
  return Object.fromEntries(texts);
}

const everySink = async (answer: Response): Promise<Record<string, string>> => ({
  log: logged.join(''),
  headers: JSON.stringify([...answer.headers]),
  body: await answer.text(),
  ...(await tables()),
});

type Trip = { browser: TestBrowser; path: string; code: string };

/** Somebody who comes back from the issuer, where an administrator of ours is known as `sub`. */
async function onTheWayBack(sub: string): Promise<Trip> {
  const { userId } = await anAdmin();
  const issuer = issuers.issuerOf('one');
  const row = [userId, issuer, sub];
  await database.asSuperuser(
    `insert into identities (user_id, issuer, subject, provider, label) values ($1, $2, $3, 'one', 'One')`,
    row,
  );
  const browser = aBrowser();
  const sent = { method: 'POST', body: { returnTo: '/t/demo/mail' } };
  const begun = await browser.send(begin, '/api/auth/signin/one', { provider: 'one' }, sent);
  const path = issuers.comeBack(tripAnswerSchema.parse(await begun.json()).authorizeUrl, { sub });
  return { browser, path, code: new URLSearchParams(path.split('?')[1]).get('code') ?? '' };
}

const ends: [string, (trip: Trip) => Promise<unknown> | unknown, location: RegExp][] = [
  ['signed in', () => {}, /^\/t\/demo\/mail$/],
  ['as a stranger', () => database.asSuperuser('delete from identities'), /problem=not_linked/],
  ['in another browser', ({ browser }) => browser.jar.clear(), /problem=other_browser/],
  [
    'with an ID token that is wrong',
    ({ code }) => Object.assign(issuers.said, { claims: (right: object) => ({ ...right, nonce: code }) }),
    /problem=not_trusted/,
  ],
  [
    'with an issuer that sends back what it was sent',
    ({ code }) =>
      Object.assign(issuers.said, {
        tokenError: { error: 'invalid_grant', error_description: spellingsOf(code).join(' '), [code]: code },
      }),
    /problem=provider_refused/,
  ],
  [
    'with a bug of ours',
    () => database.asSuperuser(`update sign_in_trips set server = server - 'tokenEndpoint'`),
    /^\/sign-in\?problem=unexpected&request=[0-9a-f-]{36}$/,
  ],
];

it.each(ends)('leaves the code and the secret nowhere, when somebody ends %s (O8)', async (_how, prepare, location) => {
  const trip = await onTheWayBack(randomUUID());
  await prepare(trip);
  const answer = await trip.browser.send(GET, trip.path, { provider: 'one' });

  expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.stringMatching(location)]);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  const sinks = await everySink(answer);
  expect(Object.keys(sinks).length).toBeGreaterThan(15);
  expect(sinksOf(trip.code, sinks)).toEqual([]);
  expect(sinksOf('secret-of-one', sinks)).toEqual([]);
  expect(sinks.body).toBe('');
});

it('would find it in each of these places', async () => {
  const { code } = await onTheWayBack(randomUUID());
  log().info({ note: code }, 'planted');
  await database.asSuperuser('update sign_in_trips set return_to = $1', [code]);
  const sinks = await everySink(new Response(`<p>${code}</p>`, { headers: { 'x-planted': code } }));
  expect(sinksOf(code, sinks)).toEqual(['log', 'headers', 'body', 'table sign_in_trips']);
});
