import { call, clearConnections, fillSettings, saveAndConnect, signIn, whenShown } from './console.ts';
import { demo, origin, sender } from './places.ts';
import {
  addSecret,
  anApplication,
  consentAs,
  expireSecrets,
  messagesOf,
  pickAccount,
  revokeGrants,
  setTokenLifetime,
} from './sandbox.ts';
import { expect, type Page, test } from './test.ts';

test.beforeEach(async ({ page }) => {
  await signIn(page, demo.admin);
  await clearConnections(page, demo.slug);
});

test.afterEach(() => setTokenLifetime(null));

/** A connection by client credentials, active. */
async function activeApplication(page: Page, change = {}) {
  const application = await anApplication(change);
  await fillSettings(page, demo.slug, application, { grantKind: 'Client credentials' });
  await saveAndConnect(page);
  await page.getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByRole('button', { name: 'Activate' })).toBeHidden();
  return application;
}

async function sendTest(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send test e-mail' }).click();
}

for (const transport of ['Microsoft Graph', 'SMTP']) {
  test(`client credentials: no person consents, the test mail arrives through ${transport}`, async ({ page }) => {
    const before = (await messagesOf(demo.admin)).length;
    await fillSettings(page, demo.slug, await anApplication(), { grantKind: 'Client credentials', transport });
    await saveAndConnect(page);
    await page.getByRole('button', { name: 'Activate' }).click();
    await sendTest(page);
    await expect(page.getByText(`Accepted for ${demo.admin}.`)).toBeVisible();
    const messages = await messagesOf(demo.admin);
    expect(messages).toHaveLength(before + 1);
    expect(messages[0]).toMatchObject({ subject: 'Mailgrant test e-mail' });
    expect(messages[0]?.from).toContain(sender);
  });
}

test('a missing permission is named before anything can be activated', async ({ page }) => {
  await fillSettings(page, demo.slug, await anApplication({ applicationPermissions: [] }), {
    grantKind: 'Client credentials',
  });
  await saveAndConnect(page);
  await expect(page.locator('.mg-problem').first()).toContainText('Mail.Send');
  await expect(page.getByText('Invalid settings').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Activate' })).toHaveCount(0);
});

test('an expired secret is named; a new one is tried first, then takes its place', async ({ page }) => {
  const { clientId } = await activeApplication(page);
  await expireSecrets(clientId);
  await page.getByRole('button', { name: 'Refresh now' }).first().click();
  await expect(page.locator('.mg-problem').first()).toContainText(/secret/i);
  await expect(page.getByText('Invalid settings').first()).toBeVisible();

  await page.getByRole('button', { name: 'Replace client secret' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'New client secret' }).fill('not-the-secret');
  await dialog.getByRole('button', { name: 'Try it and replace' }).click();
  await expect(dialog.getByText('The old client secret stays in place.')).toBeVisible();
  const { secretValue } = await addSecret(clientId);
  await dialog.getByRole('textbox', { name: 'New client secret' }).fill(secretValue);
  await dialog.getByRole('button', { name: 'Try it and replace' }).click();
  await expect(dialog).toBeHidden();
  await sendTest(page);
  await expect(page.getByText('Working').first()).toBeVisible();
});

test('disconnecting says what it forgets, and forgets it', async ({ page }) => {
  await activeApplication(page);
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('menuitem', { name: 'Disconnect and forget the token' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('has no way to revoke a token')).toBeVisible();
  await dialog.getByRole('button', { name: 'Disconnect and forget the token' }).click();
  await expect(page.getByText('No token is held.')).toBeVisible();
  const { connections } = await call<{ connections: object[] }>(page, demo.slug, 'GET', 'connections');
  expect(connections).toMatchObject([{ stage: 'candidate', hasClientSecret: false, grant: null }]);
});

test('the status follows within two seconds what the worker did, and nobody else', { tag: '@alone' }, async ({
  page,
}) => {
  test.setTimeout(120_000);
  // Once the connection is active, the worker renews at 70 to 80 % of this life.
  await setTokenLifetime(16);
  await fillSettings(page, demo.slug, await anApplication());
  await saveAndConnect(page);
  await consentAs(page, sender);
  await page.getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByRole('button', { name: 'Activate' })).toBeHidden();
  const id = page.url().split('/').at(-1) ?? '';
  const grantNow = async () => (await call<Shown>(page, demo.slug, 'GET', `connections/${id}`)).grant;
  const { generation } = await grantNow();

  const shownAt = await whenShown(page, `${['', '1st', '2nd', '3rd'][generation + 1]} generation`);
  const renewed = await grantNow();
  expect(renewed.generation).toBe(generation + 1);
  expect(shownAt - Date.parse(renewed.lastRefreshAt)).toBeLessThan(2_000);

  await revokeGrants(sender);
  const toldAt = await whenShown(page, 'Needs consent');
  const { events } = await call<{ events: { kind: string; at: string }[] }>(
    page,
    demo.slug,
    'GET',
    `connections/${id}/events`,
  );
  expect(events[0]?.kind).toBe('refused');
  expect(toldAt - Date.parse(events[0]?.at ?? '')).toBeLessThan(2_000);
  await expect(page.locator('.mg-problem').first()).toContainText(/consent/i);
  // Nobody asked for any of it: no one but the worker renewed.
  const { events: acts } = await call<{ events: Act[] }>(page, demo.slug, 'GET', 'audit-events?limit=200');
  const done = acts.filter(({ target }) => target?.id === id).map(({ action }) => action);
  expect(done).toContain('connection.activated');
  expect(done).not.toContain('connection.refresh_asked');

  await setTokenLifetime(null);
  await page.getByRole('button', { name: 'Reconnect' }).first().click();
  await pickAccount(page, sender);
  await expect(page.getByText('Needs consent')).toBeHidden();
  await expect(page).toHaveURL(`${origin()}/t/demo/mail/connections/${id}`);
});

type Shown = { grant: { generation: number; lastRefreshAt: string } };
type Act = { action: string; target: { id: string | null } | null };
