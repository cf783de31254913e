import { call, clearConnections, fillSettings, forgetSignIn, saveAndConnect, signIn } from './console.ts';
import { demo, origin, password, sender, stranger } from './places.ts';
import { acceptWithoutFollowing, anApplication, consentAs, tokenRequests } from './sandbox.ts';
import { expect, type Page, type Route, test } from './test.ts';

type Connection = { id: string; stage: string; grant: { generation: number; consentedAt: string } | null };

test.beforeEach(async ({ page }) => {
  await signIn(page, demo.admin);
  await clearConnections(page, demo.slug);
});

const connections = async (page: Page): Promise<Connection[]> =>
  (await call<{ connections: Connection[] }>(page, demo.slug, 'GET', 'connections')).connections;

/** Fills the form and stands at the consent screen. */
async function toConsentScreen(page: Page, change: Parameters<typeof fillSettings>[3] = {}): Promise<void> {
  await fillSettings(page, demo.slug, await anApplication(), change);
  await saveAndConnect(page);
  await expect(page.getByRole('heading', { name: 'Pick an account' })).toBeVisible();
}

test('sends through SMTP as well, with a token of its own resource', async ({ page }) => {
  await toConsentScreen(page, { transport: 'SMTP' });
  await consentAs(page, sender);
  await page.getByRole('button', { name: 'Send test e-mail' }).click();
  await expect(page.getByText(`Accepted for ${demo.admin}.`)).toBeVisible();
});

test('a redirect URL that is not registered leaves the person at Microsoft, as said before', async ({ page }) => {
  const application = await anApplication({ redirectUris: [`${origin()}/oauth/callback/Microsoft`] });
  await fillSettings(page, demo.slug, application);
  await expect(page.getByText('does not send you back')).toBeVisible();
  await saveAndConnect(page);
  await expect(page.getByText('AADSTS50011').first()).toBeVisible();
  expect(await connections(page)).toMatchObject([{ stage: 'candidate', grant: null }]);
});

test('Cancel changes nothing and offers to start again', async ({ page }) => {
  await toConsentScreen(page);
  await consentAs(page, sender, 'Cancel');
  await expect(page).toHaveURL(/\/connections\//);
  await expect(page.locator('.mg-problem').getByText('Nothing was changed here.')).toBeVisible();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await consentAs(page, sender);
  await expect(page.getByRole('button', { name: 'Activate' })).toBeVisible();
});

test('a request for consent that fails on our side is said at the form, and the next try makes no second copy', async ({
  page,
}) => {
  const doors = '**/api/v1/connections/*/connect';
  const busy = { status: 503, code: 'provider_unavailable', detail: 'Another process is still fetching the token.' };
  const failures: [string, (route: Route) => Promise<void>][] = [
    ['Mailgrant did not answer.', (route) => route.abort()],
    [busy.detail, (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', json: busy })],
  ];
  await fillSettings(page, demo.slug, await anApplication());
  for (const [sentence, fail] of failures) {
    await page.route(doors, fail);
    await saveAndConnect(page);
    const note = page.getByRole('alert').filter({ hasText: 'Saved, but not connected' });
    await expect(note).toContainText(sentence);
    await expect(page.getByRole('form', { name: 'Connection' })).toBeVisible();
    expect(await connections(page)).toMatchObject([{ stage: 'candidate', grant: null }]);
    await page.unroute(doors);
  }
  await saveAndConnect(page);
  await consentAs(page, sender);
  await expect(page.getByRole('button', { name: 'Activate' })).toBeVisible();
  expect(await connections(page)).toHaveLength(1);
});

test('another mailbox is refused, and both are named', async ({ page }) => {
  await toConsentScreen(page);
  await consentAs(page, stranger);
  const problem = page.locator('.mg-problem');
  await expect(problem).toContainText(stranger);
  await expect(problem).toContainText(sender);
  expect(await connections(page)).toMatchObject([{ grant: null }]);
});

test('a wrong mailbox on reconnecting leaves the tokens in use alone', async ({ page }) => {
  await toConsentScreen(page);
  await consentAs(page, sender);
  await page.getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByRole('button', { name: 'Activate' })).toBeHidden();
  const before = await connections(page);

  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('menuitem', { name: 'Reconnect' }).click();
  await consentAs(page, stranger);

  await expect(page.locator('.mg-problem')).toContainText(stranger);
  const after = await connections(page);
  expect(after[0]?.grant).toEqual(before[0]?.grant);
});

test('a callback opened twice is refused the second time', async ({ page }) => {
  await toConsentScreen(page);
  const callback = page.waitForRequest(/\/oauth\/callback\/microsoft/);
  await consentAs(page, sender);
  const url = (await callback).url();
  await expect(page.getByRole('button', { name: 'Activate' })).toBeVisible();
  const asked = await tokenRequests();

  await page.goto(url);

  await expect(page).toHaveURL(/consent-problem\?reason=consent_replayed/);
  expect(await tokenRequests()).toBe(asked);
});

test('a callback in a second browser is refused, and the first still works', async ({ page, browser }) => {
  await toConsentScreen(page);
  const callback = await acceptWithoutFollowing(page, sender);
  const asked = await tokenRequests();

  const second = await (await browser.newContext()).newPage();
  await signIn(second, demo.admin);
  await second.goto(callback);
  await expect(second).toHaveURL(/consent-problem\?reason=consent_other_browser/);
  await expect(second.getByRole('heading')).toBeVisible();
  expect(await tokenRequests()).toBe(asked);
  await second.context().close();

  await page.goto(callback);
  await expect(page.getByRole('button', { name: 'Activate' })).toBeVisible();
});

test('signing out ends the session at the server', async ({ page, context }) => {
  const cookies = await context.cookies();
  await page.goto(`${origin()}/t/demo/mail`);
  await page.getByRole('button', { name: /Administrator/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/sign-in/);
  await context.addCookies(cookies);
  await page.goto(`${origin()}/t/demo/mail`);
  await expect(page).toHaveURL(/sign-in/);
});

test('a wrong password is a sentence, and the address stays', async ({ page }) => {
  await forgetSignIn(page);
  await page.goto(`${origin()}/sign-in`);
  await page.getByLabel('E-mail').fill(demo.admin);
  await page.getByLabel('Password', { exact: true }).fill(`${password}-not`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: /password/i })).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveValue(demo.admin);
});
