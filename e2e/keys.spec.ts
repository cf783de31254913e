import { call, signIn } from './console.ts';
import { demo, origin } from './places.ts';
import { expect, type Page, test } from './test.ts';

async function createKey(page: Page, name: string): Promise<void> {
  await page.goto(`${origin()}/t/${demo.slug}/keys`);
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create key' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Create key' }).click();
}

test.beforeEach(({ page }) => signIn(page, demo.admin));

test.afterEach(async ({ page }) => {
  const list = () => call<{ apiKeys: { id: string; revokedAt: string | null }[] }>(page, demo.slug, 'GET', 'api-keys');
  for (const { id, revokedAt } of (await list()).apiKeys) {
    if (revokedAt === null) await call(page, demo.slug, 'DELETE', `api-keys/${id}`);
  }
});

test('a key that is shown once is not lost by a slip', async ({ page }) => {
  await createKey(page, 'Nightly reports');
  const dialog = page.getByRole('dialog', { name: 'Your new key' });
  await expect(dialog.getByLabel('the key', { exact: true })).toHaveText(/^mg_\S{30,}$/);

  await page.keyboard.press('Escape');
  await page.mouse.click(5, 5);
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Close' })).toHaveCount(0);

  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('dialog', { name: 'Create key' }).getByLabel('Name')).toHaveValue('');
});

test('a key on its way does not come to a closed dialog', async ({ page }) => {
  let answer = () => {};
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/api/v1/api-keys', async (route) => {
    if (route.request().method() === 'POST') await asked;
    await route.continue();
  });
  await createKey(page, 'Slow network');
  await page.keyboard.press('Escape');
  answer();
  await expect(page.getByRole('dialog', { name: 'Your new key' })).toBeVisible();
});

test('where the browser keeps a page from the clipboard, the value is selected', async ({ page }) => {
  // As in a page that came over plain http from another machine.
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'clipboard'));
  await createKey(page, 'Nightly reports');
  const dialog = page.getByRole('dialog', { name: 'Your new key' });
  const key = await dialog.getByLabel('the key', { exact: true }).textContent();
  await dialog.getByRole('button', { name: 'Copy the key' }).click();

  const value = page.getByRole('textbox', { name: 'Copy it by hand' });
  await expect(value).toBeFocused();
  await expect(page.getByText('press Ctrl+C')).toBeVisible();
  expect(await page.evaluate(() => String(getSelection()))).toBe(key);

  await page.keyboard.press('Escape');
  await expect(value).toBeHidden();
  await expect(dialog).toBeVisible();
});
