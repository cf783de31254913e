import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connect, createConnection, getConnection, listEvents } from '#lib/connections/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { createLog, log } from '#lib/log/log.ts';
import { aRequest, params } from '#lib/testing/a-request.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { inputFor, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { sinksOf } from '#lib/testing/find-secrets.ts';
import { spellingsOf } from '#lib/testing/spellings-of.ts';
import { GET } from './route.ts';

const database = useDatabase();
const strict = useStrictServer();
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

/** Every row of every table, audit log and events of the grant among them. */
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

async function atConsentScreen() {
  const member = await anAdmin();
  const { id } = await createConnection(member.ctx, inputFor(strict.server));
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  const url = strict.server.consent(authorizeUrl ?? '', mailbox);
  return { member, id, url, code: url.searchParams.get('code') ?? '' };
}

function comeBack({ token, browserToken }: Person, { pathname, search }: URL) {
  const cookie = `__Host-mailgrant.session=${token}; __Host-mailgrant.consent=${browserToken}`;
  return GET(aRequest(`${pathname}${search}`, { headers: { cookie, 'sec-fetch-site': 'cross-site' } }), params({}));
}

async function everySink(answer: Response, member: Person, id: string): Promise<Record<string, string>> {
  return {
    log: logged.join(''),
    headers: JSON.stringify([...answer.headers]),
    body: await answer.text(),
    view: JSON.stringify(await getConnection(member.ctx, id)),
    events: JSON.stringify(await listEvents(member.ctx, id)),
    ...(await tables()),
  };
}

const damage = (member: Person, sql: string) => inTenant(member.ctx.tenantId, (tx) => tx.$executeRawUnsafe(sql));
type Trip = Awaited<ReturnType<typeof atConsentScreen>>;

/** How a trip to the consent screen may end, each with what is done before the browser comes back. */
const ends: [string, (trip: Trip) => Promise<URL | undefined>, location: RegExp][] = [
  ['with a grant', async () => undefined, /^\/t\//],
  ['with a state that is not ours', async ({ url }) => changed(url, 'state', 'A'.repeat(43)), /^\/consent-problem\?/],
  ['without a state', async ({ url }) => changed(url, 'state', ''), /^\/consent-problem\?/],
  ['with an issuer that is another', async ({ url }) => changed(url, 'iss', 'https://evil.example'), /^\/t\//],
  [
    'with a bug of ours',
    async ({ member }) => {
      await damage(member, "update consent_attempts set code_verifier = 'v1.moved.here.by.hand'");
      return undefined;
    },
    /^\/consent-problem\?reason=unexpected/,
  ],
  [
    'with a server that sends back what it was sent',
    async ({ code }) => {
      strict.server.intervene(async (_request, response) => {
        const said = spellingsOf(code).join(' ');
        const body = { error: 'invalid_grant', error_description: `AADSTS70000: ${said}`, [code]: code };
        response.writeHead(400, { 'content-type': 'application/json', 'x-echo': code }).end(JSON.stringify(body));
        return 'handled';
      });
      return undefined;
    },
    /^\/t\//,
  ],
  [
    'with a server that falls over',
    async ({ code }) => {
      strict.server.intervene(async (_request, response) => {
        response.writeHead(500, { 'content-type': 'text/html' }).end(`<pre>POST /token code=${code}</pre>`);
        return 'handled';
      });
      return undefined;
    },
    /^\/t\//,
  ],
];

it.each(ends)('leaves the code nowhere, when a trip ends %s (O8)', async (_how, prepare, location) => {
  const trip = await atConsentScreen();
  const answer = await comeBack(trip.member, (await prepare(trip)) ?? trip.url);

  expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.stringMatching(location)]);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  const sinks = await everySink(answer, trip.member, trip.id);
  expect(Object.keys(sinks).length).toBeGreaterThan(15);
  expect(sinksOf(trip.code, sinks)).toEqual([]);
  expect(sinks.body).toBe('');
});

it('would find it in every one of these places, however it is spelt', async () => {
  const { member, id, code } = await atConsentScreen();
  const spellings = spellingsOf(code);
  expect(spellings.length).toBeGreaterThanOrEqual(5);
  for (const spelling of spellings) {
    log().info({ note: spelling }, 'planted');
    const sinks = await everySink(
      new Response(`<p>${spelling}</p>`, { headers: { 'x-planted': spelling } }),
      member,
      id,
    );
    expect(sinksOf(code, sinks)).toEqual(['log', 'headers', 'body']);
    for (const name of Object.keys(sinks)) {
      expect(sinksOf(code, { [name]: `${sinks[name]}${spelling.slice(0, 9)}\n${spelling.slice(9)}` })).toEqual([name]);
    }
  }
  await damage(member, `update connections set test_recipient = '${code}'`);
  expect(sinksOf(code, await tables())).toEqual(['table connections']);
});

function changed(url: URL, name: string, value: string): URL {
  const other = new URL(url);
  other.searchParams.set(name, value);
  return other;
}
