import { isVerified, startReceiver } from '#lib/testing/webhook-receiver.ts';
import { call, clearConnections, fillSettings, forgetSignIn, saveAndConnect, signIn } from './console.ts';
import { demo, hookPort, origin, sender } from './places.ts';
import { anApplication, consentAs } from './sandbox.ts';
import { expect, type Page, test } from './test.ts';

const dayMs = 86_400_000;

async function clearWebhooks(page: Page): Promise<void> {
  const { webhooks } = await call<{ webhooks: { id: string }[] }>(page, demo.slug, 'GET', 'webhooks');
  for (const { id } of webhooks) await call(page, demo.slug, 'DELETE', `webhooks/${id}`);
}

test.beforeEach(async ({ page }) => {
  await signIn(page, demo.admin);
  await clearWebhooks(page);
});

test('a webhook is added, tested, and its deliveries are seen', async ({ page }) => {
  const receiver = await startReceiver(hookPort());
  try {
    await page.goto(`${origin()}/t/${demo.slug}/webhooks`);
    await page.getByRole('button', { name: 'Add webhook' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address').fill('ops.contoso.example');
    await dialog.getByRole('button', { name: 'Add webhook' }).click();
    await expect(dialog).toContainText('Enter an https:// address');
    await dialog.getByLabel('Address').fill(receiver.url);
    await dialog.getByRole('button', { name: 'Add webhook' }).click();
    const secret = page.getByLabel('the secret', { exact: true });
    await expect(secret).toHaveText(/^whsec_\S{40,}$/);
    // It would be lost for good.
    await page.keyboard.press('Escape');
    const shown = (await secret.textContent()) ?? '';
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await expect(page.getByText(shown)).toHaveCount(0);

    const card = page.getByRole('region', { name: `localhost:${hookPort()}` });
    await card.getByRole('button', { name: /Send test/ }).click();
    await expect(card).toContainText('It arrived: the receiver answered 204.');
    await expect(card.locator('.mg-pill')).toHaveText('Reached');
    const [first] = receiver.received;
    expect(first && isVerified(shown, first)).toBe(true);
    expect(JSON.parse(first?.body ?? '{}')).toMatchObject({ type: 'webhook.test' });

    receiver.settings.answer = (response) => response.writeHead(500).end('not now');
    await card.getByRole('button', { name: /Send test/ }).click();
    await expect(card).toContainText('It did not arrive. It answered 500.');
    await card.getByRole('button', { name: 'Deliveries' }).click();
    const deliveries = card.getByRole('list', { name: 'Deliveries' });
    await expect(deliveries).toContainText('Given up: Test');
    await expect(deliveries).toContainText('It answered 500.');
    await expect(deliveries).toContainText('Delivered: Test');

    await card.getByRole('button', { name: /^Change / }).click();
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await expect(card.locator('.mg-pill')).toHaveText('Paused');
    await expect(card.getByRole('button', { name: /Send test/ })).toBeDisabled();
    await card.getByRole('button', { name: /^Change / }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Remove now' }).click();
    await expect(page.getByRole('heading', { name: 'Tell your own systems' })).toBeVisible();
  } finally {
    await receiver.close();
  }
});

test('a secret near its end is told of on every page, to who may act and to who may ask, and by webhook', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const receiver = await startReceiver(hookPort());
  try {
    await call(page, demo.slug, 'POST', 'webhooks', { url: receiver.url });
    await clearConnections(page, demo.slug);
    await fillSettings(page, demo.slug, await anApplication());
    await page.getByLabel('Secret expires on').fill(new Date(Date.now() + 6 * dayMs).toISOString().slice(0, 10));
    await saveAndConnect(page);
    await consentAs(page, sender);
    await page.getByRole('button', { name: 'Activate' }).click();
    await expect(page.getByRole('button', { name: 'Activate' })).toBeHidden();
    const connection = page.url();

    await page.goto(`${origin()}/t/${demo.slug}/settings`);
    const banner = page.getByRole('status').filter({ hasText: `Mail from ${sender} stops in` });
    await expect(banner).toBeVisible({ timeout: 30_000 });
    await expect(banner).toContainText('its client secret ends on');
    await expect(banner).toContainText('One webhook was told.', { timeout: 30_000 });
    expect(receiver.received.map(({ body }) => JSON.parse(body).type)).toContain('secret.expiring');

    await banner.getByRole('link', { name: 'See to it' }).click();
    await expect(page).toHaveURL(connection);
    await expect(page.getByRole('button', { name: 'Replace client secret' }).first()).toBeVisible();
    // The page says it itself, and who was told: not the same again on top of it.
    await expect(page.getByText('One webhook was told.')).toBeVisible();
    await expect(banner).toHaveCount(0);

    await forgetSignIn(page);
    await signIn(page, demo.viewer);
    await page.goto(`${origin()}/t/${demo.slug}/help`);
    await expect(banner).toContainText(/Ask an administrator of .* to see to it/);
    await expect(banner.getByRole('link')).toHaveCount(0);
    await page.goto(`${origin()}/t/${demo.slug}/webhooks`);
    await expect(page.getByRole('heading', { name: 'Only administrators manage webhooks' })).toBeVisible();
    await forgetSignIn(page);
    await signIn(page, demo.admin);
  } finally {
    await receiver.close();
    await clearWebhooks(page);
  }
});
