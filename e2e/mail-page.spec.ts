import { call, clearConnections, fillSettings, saveAndConnect, signIn, whenShown } from './console.ts';
import { demo, origin, sender } from './places.ts';
import { anApplication, clearFaults, consentAs, revokeGrants, throttleTokens } from './sandbox.ts';
import { type BrowserContext, expect, type Page, test } from './test.ts';

let id = '';

test.beforeEach(async ({ page }) => {
  test.setTimeout(120_000);
  await clearFaults();
  await signIn(page, demo.admin);
  await clearConnections(page, demo.slug);
  await fillSettings(page, demo.slug, await anApplication());
  await saveAndConnect(page);
  await consentAs(page, sender);
  await page.getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByRole('button', { name: 'Activate' })).toBeHidden();
  id = page.url().split('/').at(-1) ?? '';
});

test.afterEach(() => clearFaults());

/** Another person, in a browser of their own. */
async function somebodyElse(context: BrowserContext, email: string): Promise<Page> {
  const other = await context.browser()?.newContext();
  if (!other) throw new Error('There is no browser.');
  const page = await other.newPage();
  await signIn(page, email);
  return page;
}

const refresh = (page: Page) => call<object>(page, demo.slug, 'POST', `connections/${id}/refresh`);

async function lastEventAt(page: Page): Promise<number> {
  const { events } = await call<{ events: { at: string }[] }>(page, demo.slug, 'GET', `connections/${id}/events`);
  return Date.parse(events[0]?.at ?? '');
}

test('what another person does is on the screen within two seconds, in the state, the numbers and the history', {
  tag: '@alone',
}, async ({ page, context }) => {
  await page.goto(`${origin()}/t/${demo.slug}/mail`);
  await expect(page.getByText('Nothing yet today.')).toBeVisible();
  const analyst = await somebodyElse(context, demo.analyst);
  const admin = await somebodyElse(context, demo.admin);
  // What is counted stands before its number for a screen reader, and so in the text of the page.
  const changes: [does: () => Promise<unknown>, shown: string][] = [
    [() => call(analyst, demo.slug, 'POST', `connections/${id}/test-email`, { to: demo.analyst }), 'test e-mail sent1'],
    [() => refresh(admin), 'token renewed1'],
    [
      async () => {
        await revokeGrants(sender);
        await refresh(admin);
      },
      'renewal failed1',
    ],
  ];
  for (const [does, shown] of changes) {
    const seen = whenShown(page, shown);
    await does();
    expect((await seen) - (await lastEventAt(admin)), shown).toBeLessThan(2_000);
  }
  await expect(page.getByText('Needs consent').first()).toBeVisible();
  await expect(page.getByText(`Test e-mail sent to ${demo.analyst}`)).toBeVisible();
  await expect(page.getByText('by Ana Analyst')).toBeVisible();
  await Promise.all([analyst, admin].map((other) => other.context().close()));
});

test('a tab that nobody sees asks nothing, and catches up at once when it is seen again', async ({ page }) => {
  await page.clock.install();
  await page.goto(`${origin()}/t/${demo.slug}/mail`);
  await expect(page.getByText('Nothing yet today.')).toBeVisible();
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/')) asked += 1;
  });
  const turn = (visibility: 'hidden' | 'visible') =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, visibility);

  // Control: seen, it asks for state and history every second.
  await page.clock.runFor(5_000);
  await expect.poll(() => asked).toBeGreaterThanOrEqual(4);

  await turn('hidden');
  asked = 0;
  await page.clock.runFor(60_000);
  expect(asked).toBe(0);

  await refresh(page);
  await turn('visible');
  await expect(page.getByText('Token renewed').first()).toBeVisible();
});

test('a passing failure asks for nobody, a dead grant for a person: in words, signs and buttons', async ({ page }) => {
  await page.goto(`${origin()}/t/${demo.slug}/mail`);
  const line = page.getByRole('list', { name: 'Life of the grant' });
  const last = line.getByRole('listitem').last();

  await throttleTokens();
  await refresh(page);
  await expect(page.locator('.mg-pill').first()).toHaveText('Retrying');
  await expect(line).toContainText('Passing failure');
  await expect(last).toContainText('Ends if unused');
  await expect(page.locator('.mg-problem')).toHaveAttribute('data-tone', 'warn');
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveAttribute('data-variant', 'default');
  await expect(page.getByRole('button', { name: /Reconnect|Refresh now/ })).toHaveCount(0);

  await clearFaults();
  await revokeGrants(sender);
  await refresh(page);
  await expect(page.locator('.mg-pill').first()).toHaveText('Needs consent');
  await expect(line).toContainText('Ended: refused');
  await expect(last).toContainText('Now');
  await expect(page.locator('.mg-problem')).toHaveAttribute('data-tone', 'bad');
  await expect(page.getByRole('button', { name: 'Reconnect' })).toHaveAttribute('data-variant', 'filled');
  await expect(page.getByRole('button', { name: /Try again|Refresh now/ })).toHaveCount(0);
  await expect(page.getByText('Mail still goes out until')).toBeVisible();
});

test('the answers of the help page are found from where the questions arise', async ({ page, context }) => {
  await page.goto(`${origin()}/t/${demo.slug}/mail/connect/microsoft`);
  for (const [question, topic] of [
    ['What is this URL?', 'redirect-url'],
    ['It says that the URL does not match', 'redirect-mismatch'],
    ['What is asked for, and can it read my mail?', 'consent'],
  ] as const) {
    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: question }).click();
    const help = await opened;
    await expect(help).toHaveURL(`${origin()}/t/${demo.slug}/help#${topic}`);
    await expect(help.locator(`section#${topic} h2`)).toBeInViewport();
    await help.close();
  }
  await page.getByRole('link', { name: 'Help', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Help', level: 1 })).toBeVisible();
  await expect(page.getByText(`${origin()}/oauth/callback/microsoft`)).toBeVisible();
  await expect(page.getByText('AADSTS50011').first()).toBeVisible();
});
