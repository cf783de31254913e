import { beginEmpty, call, saveAndConnect, whenShown } from './console.ts';
import {
  aGoogleClient,
  allowAs,
  answerConsent,
  changeProject,
  chooseAccount,
  fillGoogle,
  freshGoogle,
  fullScope,
  livingGrants,
  openThirdPartyApps,
  removeAccess,
  sendScope,
} from './google.ts';
import { addTestUser, makeExternal } from './google-cloud.ts';
import { demo, gmailColleague, gmailSender, googleRedirectUrl, origin, sandboxOrigin } from './places.ts';
import { expect, type Page, test } from './test.ts';

test.beforeEach(async ({ page }) => {
  await beginEmpty(page);
  await freshGoogle();
});

type Event = { kind: string; at: string };

/** Fills the form and stands at Google. */
async function toGoogle(page: Page, change: Parameters<typeof fillGoogle>[1] = {}): Promise<void> {
  await fillGoogle(page, change);
  await saveAndConnect(page);
  await expect(page.getByRole('heading', { name: 'Choose an account' })).toBeVisible();
}

async function activate(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByRole('button', { name: 'Activate' })).toBeHidden();
}

const sendTest = (page: Page) => page.getByRole('button', { name: 'Send test e-mail' }).click();
const isAccepted = (page: Page) => expect(page.getByText(`Accepted for ${demo.admin}.`)).toBeVisible();
const problemOf = (page: Page) => page.locator('.mg-problem').first();

test('SMTP wants the full scope: said before anything is asked, and where it stayed unticked', async ({ page }) => {
  await fillGoogle(page, { transport: 'SMTP', scopes: ['openid', 'email', sendScope] });
  await saveAndConnect(page);
  await expect(page.getByRole('form', { name: 'Connection' })).toContainText(
    `takes only tokens of the full scope ${fullScope}`,
  );

  const scopes = page.getByLabel('Scopes, one a line');
  await scopes.fill(['openid', 'email', sendScope, fullScope].join('\n'));
  await saveAndConnect(page);
  await allowAs(page, gmailSender, [sendScope]);
  await expect(problemOf(page)).toContainText(fullScope);
  await expect(page.getByRole('button', { name: 'Activate' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await allowAs(page, gmailSender);
  await activate(page);
  await sendTest(page);
  await isAccepted(page);
});

test('a permission left unticked is named, and ticking it is all that is left to do', async ({ page }) => {
  await toGoogle(page);
  await allowAs(page, gmailSender, []);
  await expect(problemOf(page)).toContainText(sendScope);
  await expect(page.getByRole('button', { name: 'Activate' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await allowAs(page, gmailSender);
  await expect(page.getByRole('button', { name: 'Activate' })).toBeVisible();
});

test('another account is refused, and both are named', async ({ page }) => {
  await toGoogle(page);
  await allowAs(page, gmailColleague);
  await expect(problemOf(page)).toContainText(gmailColleague);
  await expect(problemOf(page)).toContainText(gmailSender);
  await expect(page.getByRole('button', { name: 'Activate' })).toHaveCount(0);
});

test('an app in Testing: who is not listed stays at Google; the seven days are said at once and drawn', async ({
  page,
}) => {
  const cloud = await page.context().newPage();
  await cloud.goto(`${sandboxOrigin()}/cloud-console/auth/audience?project=northwind-mail`);
  await makeExternal(cloud);
  await toGoogle(page);
  await chooseAccount(page, gmailSender);
  await expect(page.getByText('Error 403: access_denied')).toBeVisible();

  await addTestUser(cloud, gmailSender);
  await page.goto(`${origin()}/t/demo/mail`);
  await page.getByRole('link', { name: gmailSender }).first().click();
  await page.getByRole('button', { name: 'Continue to Google' }).click();
  await chooseAccount(page, gmailSender);
  await page.getByRole('button', { name: 'Continue' }).click();
  await answerConsent(page);

  const lastDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format(
    Date.now() + 7 * 86_400_000,
  );
  const said = `Google named ${lastDay}`;
  await expect(page.getByRole('main')).toContainText('The app is External and in Testing');
  await activate(page);
  for (const path of [page.url(), `${origin()}/t/demo/mail`]) {
    await page.goto(path);
    await expect(page.getByRole('main')).toContainText('Ends after 7 days');
    await expect(page.getByRole('main')).toContainText(said);
  }
});

test('access removed at Google is seen within two seconds of the next use, and a new consent cures it', {
  tag: '@alone',
}, async ({ page }) => {
  await toGoogle(page);
  await allowAs(page, gmailSender);
  await activate(page);
  await sendTest(page);
  await isAccepted(page);
  await removeAccess(page);

  await sendTest(page);
  const toldAt = await whenShown(page, 'Needs consent');
  const id = page.url().split('/').at(-1);
  const { events } = await call<{ events: Event[] }>(page, demo.slug, 'GET', `connections/${id}/events`);
  const refused = events.find(({ kind }) => kind === 'refused');
  expect(toldAt - Date.parse(refused?.at ?? '')).toBeLessThan(2_000);
  await expect(problemOf(page)).toContainText('access was removed in the Google Account');

  await page.getByRole('button', { name: 'Reconnect' }).first().click();
  await allowAs(page, gmailSender);
  await expect(page.getByText('Needs consent')).toHaveCount(0);
  await sendTest(page);
  await isAccepted(page);
});

test('the Gmail API that nobody enabled is named with its page; enabling it is the cure', async ({ page }) => {
  await changeProject({ gmailApi: false });
  await toGoogle(page, { client: await aGoogleClient({ gmailApi: false }) });
  await allowAs(page, gmailSender);
  await activate(page);
  await sendTest(page);
  await expect(problemOf(page)).toContainText('Gmail API');
  await expect(page.getByText('Invalid settings').first()).toBeVisible();

  const enable = page.context().waitForEvent('page');
  await problemOf(page).getByRole('link', { name: 'gmail.googleapis.com' }).click();
  const cloud = await enable;
  await cloud.getByRole('button', { name: 'Enable', exact: true }).click();
  await expect(cloud.getByText('API Enabled')).toBeVisible();
  await sendTest(page);
  await isAccepted(page);
  await expect(page.getByText('Working').first()).toBeVisible();
});

test('a redirect URL that is not registered leaves the person at Google; here the URL waits to be compared', async ({
  page,
}) => {
  await fillGoogle(page, { client: await aGoogleClient({ redirectUris: [`${googleRedirectUrl()}/`] }) });
  await expect(page.getByText('does not send you back')).toBeVisible();
  await saveAndConnect(page);
  await expect(page.getByText('Error 400: redirect_uri_mismatch')).toBeVisible();

  await page.goto(`${origin()}/t/demo/mail`);
  await page.getByRole('link', { name: gmailSender }).first().click();
  await expect(page.getByText('Not back from Google yet')).toBeVisible();
  await expect(page.getByText(googleRedirectUrl(), { exact: true })).toBeVisible();
  await expect(page.getByText('redirect_uri_mismatch')).toBeVisible();
});

test('Disconnect ends the access at Google too', async ({ page }) => {
  await toGoogle(page);
  await allowAs(page, gmailSender);
  await activate(page);
  const account = await openThirdPartyApps(page);
  await expect(account.getByRole('heading', { name: 'Mail sender' })).toBeVisible();

  await disconnect(page, 'Google is asked to revoke the access');
  await expect(page.getByText('Google has revoked the access.')).toBeVisible();
  await account.reload();
  await expect(account.getByText('No third-party apps')).toBeVisible();
  expect(await livingGrants()).toEqual([]);
});

test('Disconnect leaves the access at Google while another connection lives by it', async ({ page }) => {
  await toGoogle(page);
  await allowAs(page, gmailSender);
  await activate(page);
  const first = page.url();
  await toGoogle(page);
  await allowAs(page, gmailSender);
  await expect(page.getByRole('button', { name: 'Activate' })).toBeVisible();
  const second = page.url();

  await page.goto(first);
  await disconnect(page, 'another connection of this installation uses it');
  expect(await livingGrants()).not.toEqual([]);
  await page.goto(second);
  await sendTest(page);
  await isAccepted(page);
});

async function disconnect(page: Page, said: string): Promise<void> {
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('menuitem', { name: 'Disconnect and forget the token' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(said);
  await dialog.getByRole('button', { name: 'Disconnect and forget the token' }).click();
  await expect(page.getByText('No token is held.')).toBeVisible();
}
