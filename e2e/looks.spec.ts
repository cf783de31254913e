import AxeBuilder from '@axe-core/playwright';
import { atRest } from './at-rest.ts';
import { call, clearConnections, fillSettings, forgetSignIn, saveAndConnect, signIn } from './console.ts';
import { aServiceAccount, serviceAccount, uploadKey } from './google.ts';
import { demo, origin, sandboxOrigin, sender } from './places.ts';
import { anApplication, consentAs } from './sandbox.ts';
import { type BrowserContext, expect, type Page, test } from './test.ts';
import { deliveries, notices, webhooks } from './told.ts';

const widths = [1280, 390];
const schemes = ['light', 'dark'] as const;

/** Every screen, in every state that has a look of its own; `{id}` is a connection in use. */
const screens = [
  '/t/demo/mail',
  '/t/demo/mail/connect',
  '/t/demo/mail/connect/microsoft',
  '/t/demo/mail/connect/google',
  '/t/demo/mail/connections/{id}',
  '/t/demo/keys',
  '/t/demo/webhooks',
  '/t/demo/activity',
  '/t/demo/settings',
  '/t/demo/account?problem=linked_to_another&with=microsoft',
  '/t/demo/help',
  '/consent-problem?reason=consent_other_browser',
  '/no-such-page',
];
const sandboxScreens = [
  '/',
  '/entra/registrations',
  '/entra/registrations/new',
  '/entra/enterprise-applications',
  '/cloud-console',
  '/cloud-console/auth/scopes',
  '/admin-console/owl/domainwidedelegation',
  '/google-account/connections',
  '/faults',
  `/mailbox/${sender}`,
  '/mailbox',
];

/**
 * Nothing a person with a screen reader, a keyboard or weak eyes would stumble over, and nothing out of the window. Each
 * scheme is a load of its own, each width a resize of it.
 */
async function isSound(page: Page, url: string, prepare?: (page: Page) => Promise<void>): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(url);
    await prepare?.(page);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await isDrawn(page);
      const { violations } = await axe(page).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      expect.soft(told, `${url} ${width} ${colorScheme}`).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect.soft(overflow, `${url} ${width} scrolls sideways`).toBeLessThanOrEqual(0);
    }
  }
}

/** Legacy mode is for pages without frames of other origins: it spares a second page for each look. */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
}

async function isDrawn(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await atRest(page);
}

/** One signing-in for all: signing in has tests of its own. */
let session: Awaited<ReturnType<BrowserContext['cookies']>> = [];
let active = '';

test.beforeEach(async ({ page, context }) => {
  test.setTimeout(120_000);
  if (session.length === 0) {
    await signIn(page, demo.admin);
    session = await context.cookies();
  } else {
    await context.addCookies(session);
  }
  if (active) return;
  await clearConnections(page, demo.slug);
  await fillSettings(page, demo.slug, await anApplication());
  await saveAndConnect(page);
  await consentAs(page, sender);
  await page.getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByRole('button', { name: 'Activate' })).toBeHidden();
  active = page.url().split('/').at(-1) ?? '';
});

for (const screen of screens) {
  test(`is sound: ${screen}`, async ({ page }) => {
    await isSound(page, `${origin()}${screen.replace('{id}', active)}`);
  });
}

test('is sound: the form of a service account, with its key file', async ({ page }) => {
  const { keyFile } = await aServiceAccount();
  await isSound(page, `${origin()}/t/demo/mail/connect/google`, async () => {
    await page.getByRole('radio', { name: serviceAccount, exact: true }).click();
    await uploadKey(page, keyFile);
    await expect(page.getByText('project northwind-mail')).toBeVisible();
  });
});

test('is sound: webhooks of every kind, beneath what the tenant is warned of', async ({ page }) => {
  await page.route('**/api/v1/notices', (route) => route.fulfill({ json: { notices: notices() } }));
  await page.route('**/api/v1/webhooks', (route) => route.fulfill({ json: { webhooks: webhooks() } }));
  await page.route('**/deliveries', (route) => route.fulfill({ json: { deliveries: deliveries() } }));
  await isSound(page, `${origin()}/t/demo/webhooks`, async () => {
    await expect(page.getByRole('link', { name: 'See to it' })).toHaveCount(2);
    for (const button of await page.getByRole('button', { name: 'Deliveries' }).all()) await button.click();
    await expect(page.getByText('answered 204').first()).toBeVisible();
  });
});

test('is sound: signing in', async ({ page }) => {
  await forgetSignIn(page);
  await isSound(page, `${origin()}/sign-in`);
});

test('is sound: a tenant without any mail yet, and an invalid connection', async ({ page }) => {
  await clearConnections(page, demo.slug);
  active = '';
  await isSound(page, `${origin()}/t/demo/mail`);
  const application = await anApplication();
  await fillSettings(page, demo.slug, { ...application, secretValue: 'wrong' }, { grantKind: 'Client credentials' });
  await saveAndConnect(page);
  await expect(page.getByText('Invalid settings').first()).toBeVisible();
  await isSound(page, page.url());
});

for (const screen of sandboxScreens) {
  test(`the sandbox is sound: ${screen}`, async ({ page }) => {
    await isSound(page, `${sandboxOrigin()}${screen}`);
  });
}

test('a viewer looks and is told who may change things', async ({ page }) => {
  await forgetSignIn(page);
  await signIn(page, demo.viewer);
  await expect(page.getByText(`ask an administrator`)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Microsoft 365' })).toBeHidden();
  const { connections } = await call<{ connections: object[] }>(page, demo.slug, 'GET', 'connections');
  expect(connections.length).toBeGreaterThan(0);
});
