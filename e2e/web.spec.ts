import { randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sinksOf } from '#lib/testing/find-secrets.ts';
import { subrequestHeaders } from '#lib/testing/subrequest-headers.ts';
import { call, signIn } from './console.ts';
import { dataFolder, demo, origin } from './places.ts';
import { type RawAnswer, rawRequest } from './raw-request.ts';
import { expect, type Page, test, violate } from './test.ts';

/** What only somebody signed in may read. */
const isPrivate = ({ body }: RawAnswer) => body.includes(demo.admin);
const isKept = ({ headers }: RawAnswer) => !/\bno-store\b/.test(headers['cache-control'] ?? '');

const consolePages = ['', '/mail', '/mail/connect', '/mail/connect/microsoft', '/keys', '/activity'].map(
  (path) => `/t/${demo.slug}${path}`,
);

async function cookieOf(page: Page): Promise<string> {
  return (await page.context().cookies(origin())).map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** The answer, after the redirect by which Next names the variant of a payload. */
async function variantOf(target: string, headers: Record<string, string>): Promise<RawAnswer[]> {
  const first = await rawRequest(target, { headers });
  const { location } = first.headers;
  if (first.status !== 307 || !location?.includes('_rsc')) return [first];
  const { pathname, search } = new URL(location, origin());
  return [first, await rawRequest(`${pathname}${search}`, { headers })];
}

test('pages show nothing to nobody, whatever header says that the proxy was passed (W1)', async () => {
  const shown: string[] = [];
  for (const headers of [{}, ...subrequestHeaders]) {
    const answers = await Promise.all(consolePages.map((target) => rawRequest(target, { headers })));
    for (const answer of answers) {
      const says = `${JSON.stringify(headers)} ${answer.status} ${answer.headers.location ?? answer.body.slice(0, 80)}`;
      if (isPrivate(answer) || (answer.status >= 200 && answer.status < 300 && !isClosed(answer))) shown.push(says);
      expect([says, answer.status < 500]).toEqual([says, true]);
    }
  }
  expect(shown).toEqual([]);
});

/** A redirect that Next had to write into a page that was begun already, or its empty answer to `x-middleware-prefetch`. */
const isClosed = ({ body }: RawAnswer) =>
  body === '{}' || /NEXT_REDIRECT;\w+;\/sign-in|http-equiv="refresh"/.test(body);

test('no page takes a server action, and no door a change from another site (W4, W5)', async ({ page }) => {
  await signIn(page, demo.admin);
  const cookie = await cookieOf(page);
  const key = { name: 'From another site', scopes: ['connections:read'] };
  const ask = (headers: Record<string, string>) =>
    rawRequest('/api/v1/api-keys', {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', 'mailgrant-tenant': demo.slug, ...headers },
      body: JSON.stringify(key),
    });
  for (const headers of [
    {},
    { origin: 'null' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: origin(), 'sec-fetch-site': 'cross-site' },
    { origin: origin(), 'sec-fetch-site': 'same-site' },
  ] as Record<string, string>[]) {
    expect((await ask(headers)).status).toBe(403);
  }
  const actions: Record<string, string>[] = [
    { 'next-action': '0'.repeat(42) },
    { 'next-action': 'x', origin: 'https://evil.example' },
  ];
  for (const headers of actions) {
    for (const target of consolePages) {
      const answer = await rawRequest(target, { method: 'POST', headers: { cookie, ...headers }, body: '[]' });
      expect([target, answer.status >= 400 || answer.status === 307]).toEqual([target, true]);
    }
  }
  const made = await ask({ origin: origin(), 'sec-fetch-site': 'same-origin' });
  expect(made.status).toBe(201);
  await call(page, demo.slug, 'DELETE', `api-keys/${JSON.parse(made.body).apiKey.id}`);
});

test('what the signed-in see is kept by no cache: pages, payloads and JSON (W7)', async ({ page }) => {
  await signIn(page, demo.admin);
  const cookie = await cookieOf(page);
  const tenant = { 'mailgrant-tenant': demo.slug };
  const doors = ['connections', 'api-keys', 'members', 'audit-events'].map((path) => `/api/v1/${path}`);
  let seen = 0;
  for (const target of [...consolePages, ...doors, '/api/auth/session', '/']) {
    for (const variant of [{}, { rsc: '1' }, { rsc: '1', 'next-router-prefetch': '1' }] as Record<string, string>[]) {
      for (const answer of await variantOf(target, { cookie, ...tenant, ...variant })) {
        // A redirect of Next holds no word of anybody.
        if (answer.status === 307 && answer.body === '') continue;
        expect([target, variant, answer.status, answer.headers['cache-control']]).toEqual([
          target,
          variant,
          answer.status,
          expect.stringContaining('no-store'),
        ]);
        if (isPrivate(answer)) seen += 1;
      }
    }
  }
  // Without these the test would look at nothing worth keeping.
  expect(seen).toBeGreaterThan(6);
});

test('no spelling of an address makes a cache keep what is private (W7)', async ({ page }) => {
  await signIn(page, demo.admin);
  const cookie = await cookieOf(page);
  const endings = ['.css', '.js', ';.js', ';x.css', '/x.css', '/;x.js', '%2ex.css', '%2fx.css', '%3bx.js', '%00.css'];
  const more = [
    '%0a.css',
    '%23x.css',
    '%3fx.css',
    '.rsc',
    '.txt',
    '.json',
    '/index.html',
    '/..%2fx.png',
    '%5cx.css',
    '/',
  ];
  const roots = [`/t/${demo.slug}/mail`, `/t/${demo.slug}/keys`, '/api/v1/members', '/api/auth/session'];
  const under = [
    '/_next/static/..',
    '/_next/static/%2e%2e',
    '/_next/static/..%2f',
    '/icon.svg/..',
    '/_next/static/x/../..',
  ];
  const targets = roots.flatMap((root) => [
    ...[...endings, ...more].map((ending) => root + ending),
    ...under.flatMap((folder) => [`${folder}${root}`, `${folder}/..${root}`, `${folder}/%2e%2e${root}`]),
    `/${root}`,
    `/.${root}`,
    `${root}?_rsc=x`,
    `${root}?x=.css`,
    root.replace('/t/', '/T/'),
    root.replaceAll('/', '%2f').replace('%2f', '/'),
    `${origin()}${root}.css`,
  ]);
  const leaks: string[] = [];
  let answers = 0;
  const variants: Record<string, string>[] = [{}, { rsc: '1' }, { accept: 'text/css', purpose: 'prefetch' }];
  for (const target of targets) {
    const own = { cookie, 'mailgrant-tenant': demo.slug };
    const found = await Promise.all(variants.map((variant) => variantOf(target, { ...own, ...variant })));
    for (const answer of found.flat()) {
      answers += 1;
      if (isPrivate(answer) && isKept(answer))
        leaks.push(`${target} ${answer.status} ${JSON.stringify(answer.headers)}`);
    }
  }
  expect(answers).toBeGreaterThan(400);
  expect(leaks).toEqual([]);
  const planted = { status: 200, headers: { 'cache-control': 'public, max-age=60' }, body: demo.admin };
  expect(isPrivate(planted) && isKept(planted)).toBe(true);
});

test('the callback tells nobody the code it was given (O8)', async ({ page }) => {
  await signIn(page, demo.admin);
  const code = `canary-${randomUUID()}`;
  const target = `/oauth/callback/microsoft?code=${code}&state=${'A'.repeat(43)}`;
  const answer = await rawRequest(target, { headers: { cookie: await cookieOf(page) } });
  expect([answer.status, answer.body]).toEqual([303, '']);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['referrer-policy']).toBe('no-referrer');

  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.url()} ${request.headers().referer ?? ''}`));
  await page.goto(`${origin()}${target}`);
  await expect(page).toHaveURL(/\/consent-problem\?reason=/);
  await page.getByRole('link').first().click();
  await expect(page).toHaveURL(/\/t\/[a-z-]+\/mail$/);

  const own = `${origin()}${target} `;
  expect(asked.filter((request) => request.includes(code))).toEqual([own]);
  expect(asked.filter((request) => !request.startsWith(origin()))).toEqual([]);
  const logs = Object.fromEntries(
    globSync('log/*.log', { cwd: dataFolder() }).map((file) => [file, readFileSync(join(dataFolder(), file), 'utf8')]),
  );
  expect(Object.keys(logs).toSorted()).toEqual(expect.arrayContaining(['log/web.log', 'log/worker.log']));
  expect(sinksOf(code, { ...logs, headers: JSON.stringify(answer.headers), page: await page.content() })).toEqual([]);
  expect(sinksOf(code, { ...logs, planted: `GET ${target}` })).toEqual(['planted']);
});

test('a page that breaks its content policy is noticed (W6)', async ({ page, violations }) => {
  await page.goto(`${origin()}/sign-in`);
  expect(violations).toEqual([]);
  await violate(page);
  await expect.poll(() => violations.join()).toMatch(/img-src/);
  violations.length = 0;
});
