import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashPassword } from '#lib/accounts/password.ts';
import type { Book } from './canaries/evidence.ts';
import type { ProductDatabase } from './canaries/product-database.ts';
import { call, clearConnections, fillForm, fillSettings, saveAndConnect, signIn } from './console.ts';
import { dataFolder, demo, origin, sender } from './places.ts';
import { anApplication, consentAs, nextFails, pickAccount, setTokenLifetime } from './sandbox.ts';
import { expect, type Page } from './test.ts';

/** Who walks, with what only they know; `look` is called wherever a page is worth a look. */
export type Walk = {
  page: Page;
  database: ProductDatabase;
  book: Book;
  person: { email: string; password: string };
  look: (state: string) => Promise<void>;
};

/** A request as the page makes it; answered with its status. */
export type Asked = { method?: string; headers: Record<string, string>; body?: string };

export const word = () => randomBytes(15).toString('base64url');
const mail = () => `${origin()}/t/${demo.slug}/mail`;
export const problem = (page: Page) => page.locator('.mg-problem').first();
export const idOf = (page: Page) => page.url().split('/').at(-1) ?? '';

/** Leaves for the consent screen as the buttons do, whatever state the page shows. */
async function connect(page: Page, id: string): Promise<void> {
  await leaveFor(page, `/api/v1/connections/${id}/connect`);
  await expect(page.getByRole('heading', { name: 'Pick an account' })).toBeVisible();
}

/** In the page: asks one of our addresses where to go, and goes there. */
export async function leaveFor(page: Page, path: string, body: object = {}): Promise<void> {
  await page.evaluate(
    async ([to, tenant, text]) => {
      const headers = { 'mailgrant-tenant': tenant, 'content-type': 'application/json' };
      const answer = await fetch(to, { method: 'POST', headers, body: text });
      const { authorizeUrl } = (await answer.json()) as { authorizeUrl: string };
      // Once this call has been answered: a page that leaves answers none.
      setTimeout(() => location.assign(authorizeUrl));
    },
    [path, demo.slug, JSON.stringify(body)] as const,
  );
}

/** A person whose password is theirs alone: the demo's stands in the README. */
export async function newPerson({ rows }: ProductDatabase): Promise<Walk['person']> {
  const person = { email: `canary-${randomBytes(4).toString('hex')}@contoso.example`, password: word() };
  const passwordHash = await hashPassword(person.password);
  await rows(
    `with made as (insert into users (email, name, password_hash) values ($1, 'Cleo Canary', $2) returning id)
     insert into memberships (tenant_id, user_id, role) select tenants.id, made.id, 'admin' from tenants, made where slug = $3`,
    [person.email, passwordHash, demo.slug],
  );
  return person;
}

/** Leaves the demo without them, and without their key. */
export async function forgetPerson({ database: { rows }, person }: Walk): Promise<void> {
  await rows('delete from api_keys where created_by_id in (select id from users where email = $1)', [person.email]);
  await rows('delete from users where email = $1', [person.email]);
}

/** Signs in, the password in the wrong field and wrong before it is right. */
export async function signInClumsily({ page, person, look }: Walk): Promise<void> {
  const tries = [
    [person.password, person.email],
    [person.email, `${person.password}!`],
  ] as const;
  for (const [email, password] of tries) {
    await page.goto(`${origin()}/sign-in?returnTo=/t/${demo.slug}/mail`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert').filter({ hasText: /password/i })).toBeVisible();
  }
  await signIn(page, person.email, person.password);
  await clearConnections(page, demo.slug);
  await look('signed in');
}

/** Makes a key that may do everything, in the browser; answers it. */
export async function makeKey({ page, look }: Walk): Promise<string> {
  await page.goto(`${origin()}/t/${demo.slug}/keys`);
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Canary');
  for (const box of await dialog.getByRole('checkbox').all()) await box.check();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const key = (await dialog.getByLabel('the key', { exact: true }).textContent()) ?? '';
  await look('the key, shown once');
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  await expect(dialog).toBeHidden();
  await look('the list of keys');
  return key;
}

/** Connects by consent, and before that runs into everything that can happen on the way. Answers the connection's id. */
export async function connectClumsily({ page, database, look }: Walk): Promise<string> {
  const application = await anApplication();
  const { secretValue } = application;
  await fillSettings(page, demo.slug, { ...application, clientId: secretValue, directoryId: secretValue });
  await saveAndConnect(page);
  await expect(page.getByText('Copy the Application (client) ID').first()).toBeVisible();

  await look('a secret in the wrong fields');

  await fillForm(page, { ...application, secretValue: `wrong${word()}` });
  await saveAndConnect(page);
  await consentAs(page, sender, 'Cancel');
  await expect(problem(page)).toContainText('Nothing was changed here.');
  await look('a cancelled consent');
  const id = idOf(page);

  await connect(page, id);
  await consentAs(page, sender);
  await expect(problem(page)).toContainText(/secret/i);
  await look('a refused secret');
  await call(page, demo.slug, 'PATCH', `connections/${id}`, { clientSecret: secretValue });

  // Nothing is left to ask, so from now on a picked account comes straight back.
  await nextFails('echo', 'token');
  await connect(page, id);
  await pickAccount(page, sender);
  await expect(problem(page)).toContainText('Unhandled exception');
  await look('a server that repeats what it was sent');

  await connect(page, id);
  await database.whileBroken('access_tokens', 'obtained_at', async () => {
    await pickAccount(page, sender);
    await expect(page).toHaveURL(/consent-problem\?reason=unexpected/);
    await look('a bug with the tokens in hand');
  });
  await connect(page, id);
  await heldForTheDatabase({ page, database }, id);
  await look('consented');
  return id;
}

/** The database goes away after the provider was asked: what it gave is held in memory until it can be stored. */
async function heldForTheDatabase({ page, database }: Pick<Walk, 'page' | 'database'>, id: string): Promise<void> {
  const underWay = 'select from consent_attempts where connection_id = $1 and used_at is not null';
  await nextFails('slow', 'token', { ms: 1_500 });
  const before = (await database.rows(underWay, [id])).length;
  const comingBack = pickAccount(page, sender);
  await expect.poll(async () => (await database.rows(underWay, [id])).length).toBe(before + 1);
  const log = join(dataFolder(), 'log', 'web.log');
  await database.whileAway(() => expect.poll(() => readFileSync(log, 'utf8')).toContain('is held until it is stored'));
  await comingBack;
  await expect(page.getByRole('button', { name: 'Activate' })).toBeVisible();
}

/** Uses the connection: tokens are renewed by a person and by the worker, mail goes out, and each of it goes wrong too. */
export async function useConnection({ page, look }: Walk, id: string): Promise<void> {
  await page.goto(`${mail()}/connections/${id}`);
  await page.getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByRole('button', { name: 'Activate' })).toBeHidden();
  const sendTest = () => page.getByRole('button', { name: 'Send test e-mail' }).click();
  await nextFails('echo', 'api');
  await sendTest();
  await expect(problem(page)).toContainText('Unhandled exception');
  await look('mail refused by a server that repeats what it was sent');
  await sendTest();
  await expect(page.getByText(/^Accepted for/)).toBeVisible();
  const refresh = () => call(page, demo.slug, 'POST', `connections/${id}/refresh`);
  for (const kind of ['echo', 'drop-after']) {
    await nextFails(kind, 'token');
    await refresh();
    await page.reload();
    await look(`a refresh that failed by ${kind}`);
  }
  // From the next token on the worker renews by itself, and meets the echo too.
  await setTokenLifetime(6);
  await refresh();
  await nextFails('echo', 'token', { account: sender });
}

/** Another way in and out: an application's own token, by SMTP. */
export async function sendAsApplication({ page, look }: Walk): Promise<void> {
  const kind = { grantKind: 'Client credentials', transport: 'SMTP' };
  const application = await anApplication();
  await fillSettings(page, demo.slug, { ...application, secretValue: `wrong${word()}` }, kind);
  await saveAndConnect(page);
  await expect(problem(page)).toContainText(/secret/i);
  const id = idOf(page);
  await call(page, demo.slug, 'PATCH', `connections/${id}`, { clientSecret: application.secretValue });
  await call(page, demo.slug, 'POST', `connections/${id}/connect`);
  await call(page, demo.slug, 'POST', `connections/${id}/test-email`, { to: demo.admin });
  await page.reload();
  await expect(page.getByText(/^Accepted for/)).toBeVisible();
  await look('an application that sends by SMTP');
  await call(page, demo.slug, 'DELETE', `connections/${id}`);
}

/** Everything a program with the key may read, and the key where it does not belong. `ask` answers the status. */
export async function askByKey(
  key: string,
  id: string,
  ask: (path: string, init: Asked) => Promise<number>,
): Promise<void> {
  const bearer = { authorization: `Bearer ${key}` };
  const own = ['', '/events', '/life'].map((path) => `connections/${id}${path}`);
  for (const path of ['connections', ...own, 'api-keys', 'members', 'audit-events?limit=200', 'openapi.json']) {
    expect([path, await ask(path, { headers: bearer })]).toEqual([path, 200]);
  }
  const json = { ...bearer, 'content-type': 'application/json' };
  const wrong: [string, Asked][] = [
    [`connections/${key}`, { headers: bearer }],
    [`audit-events?api_key=${key}`, { headers: bearer }],
    ['connections', { headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` } }],
    ['connections', { headers: { authorization: `Bearer ${key}x` } }],
    ['connections', { headers: { ...bearer, 'mailgrant-tenant': key } }],
    ['connections', { method: 'POST', headers: json, body: `{"clientSecret": "${key}` }],
    [
      'connections',
      { method: 'POST', headers: json, body: JSON.stringify({ provider: key, clientId: key, clientSecret: 7 }) },
    ],
    ['connections', { method: 'POST', headers: { ...bearer, 'content-type': key.toLowerCase() }, body: key }],
    ['api-keys', { method: 'POST', headers: json, body: JSON.stringify({ name: 'x', scopes: [key] }) }],
  ];
  for (const [path, init] of wrong) {
    const status = await ask(path, init);
    expect([path, status, status >= 400 && status < 500]).toEqual([path, status, true]);
  }
}

/** The database is away, and then a column: every door and page says so, or nothing. */
export async function meetFailures(
  { page, database, person, look }: Walk,
  asKey: (path: string) => Promise<number>,
): Promise<void> {
  await database.whileAway(async () => {
    expect(await asKey('connections')).toBe(503);
    await page.goto(mail());
    await look('a page without its database');
    await page.goto(`${origin()}/sign-in`);
    await page.evaluate(trySigningIn, person);
  });
  await database.whileBroken('api_keys', 'scopes', async () => expect(await asKey('connections')).toBe(500));
  await database.whileBroken('access_tokens', 'token', async () => {
    expect(await asKey('connections')).toBe(500);
    await page.goto(mail());
    await look('a page with a bug');
  });
}

/** In the page: as the form does, whatever comes of it. */
async function trySigningIn(person: { email: string; password: string }): Promise<void> {
  const { csrfToken } = (await (await fetch('/api/auth/csrf')).json()) as { csrfToken: string };
  await fetch('/api/auth/callback/credentials', {
    method: 'POST',
    body: new URLSearchParams({ ...person, csrfToken, json: 'true' }),
  });
}

/** Goes wherever a link leads, so that pages come as payloads too. */
export async function lookAround({ page, look }: Walk): Promise<void> {
  await page.goto(mail());
  for (const name of ['Activity', 'Keys & devices', 'Mail']) {
    await page.getByRole('navigation').getByRole('link', { name }).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await look(`the page ${name}`);
  }
}

/** Two that a person met, and the worker's. */
const failures = 3;

/** The worker has renewed, and has met the server that repeats what it was sent. */
export async function workerHasRenewed({ page }: Walk, id: string): Promise<void> {
  const hasRecovered = async () => {
    const { events } = await call<{ events: { kind: string }[] }>(page, demo.slug, 'GET', `connections/${id}/events`);
    return events[0]?.kind === 'rotated' && events.filter(({ kind }) => kind === 'failed').length === failures;
  };
  await expect.poll(hasRecovered, { timeout: 30_000 }).toBe(true);
  await setTokenLifetime(null);
}

/** Opens an old callback again, then forgets the connections and leaves. */
export async function leave({ page, look }: Walk, callback: string): Promise<void> {
  await page.goto(callback);
  await expect(page).toHaveURL(/consent-problem\?reason=consent_replayed/);
  await look('a callback opened twice');
  await clearConnections(page, demo.slug);
  await page.goto(mail());
  await page.getByRole('button', { name: /Cleo Canary/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/sign-in/);
  await look('signed out');
}
