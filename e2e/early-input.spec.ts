import { signIn } from './console.ts';
import { demo, origin } from './places.ts';
import { expect, type Page, test } from './test.ts';

/** Opens a page whose script arrives only when the function given back is called. */
async function openWithoutScript(page: Page, path: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route('**/_next/static/**/*.js', async (route) => {
    await promise;
    await route.continue();
  });
  await page.goto(`${origin()}${path}`, { waitUntil: 'commit' });
  return resolve;
}

test.beforeEach(({ page }) => signIn(page, demo.admin));

test('a button pressed before the page listens is pressed once it does, and once only', async ({ page }) => {
  const arrive = await openWithoutScript(page, `/t/${demo.slug}/activity`);
  const menu = page.getByRole('button', { name: 'Administrator' });
  await menu.click();
  await menu.click();
  await expect(menu).toHaveAttribute('aria-expanded', 'false');
  arrive();
  await expect(menu).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  await menu.click();
  await expect(menu).toHaveAttribute('aria-expanded', 'false');
});

test('a choice made before the page listens is made once it does', async ({ page }) => {
  const arrive = await openWithoutScript(page, `/t/${demo.slug}/mail/connect/microsoft`);
  const choice = page.getByRole('radio', { name: 'Client credentials', exact: true });
  await choice.click();
  await expect(choice).not.toBeChecked();
  arrive();
  await expect(choice).toBeChecked();
});

test('a text typed before the page listens stays, and counts', async ({ page }) => {
  const arrive = await openWithoutScript(page, `/t/${demo.slug}/mail/connect/microsoft`);
  const name = page.getByLabel('Sender name');
  await name.fill('Early Bird');
  arrive();
  await page.getByRole('radio', { name: 'Client credentials', exact: true }).click();
  await expect(page.getByRole('radio', { name: 'Client credentials', exact: true })).toBeChecked();
  await page.getByLabel('Sender address').fill('early@contoso.example');
  await expect(name).toHaveValue('Early Bird');
});

test('what is chosen from a list before the page listens stays, and counts', async ({ page }) => {
  const arrive = await openWithoutScript(page, `/t/${demo.slug}/mail/connect/microsoft`);
  const cloud = page.getByRole('combobox', { name: 'Cloud' });
  await cloud.selectOption('china');
  arrive();
  await page.getByRole('radio', { name: 'Client credentials', exact: true }).click();
  await expect(page.getByRole('radio', { name: 'Client credentials', exact: true })).toBeChecked();
  await expect(cloud).toHaveValue('china');
});

test('what is typed after a press is there before the press is done again', async ({ page }) => {
  const arrive = await openWithoutScript(page, `/t/${demo.slug}/mail/connect/smtp`);
  const save = page.getByRole('button', { name: 'Save and connect' });
  await save.click();
  await page.getByLabel('SMTP server').fill('mail.contoso.example');
  await save.click();
  arrive();
  await expect(page.getByRole('textbox', { name: 'Sender address' })).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText('Enter the SMTP server.')).toBeHidden();
});

test('a link needs no script', async ({ page }) => {
  const arrive = await openWithoutScript(page, `/t/${demo.slug}/mail`);
  await page.getByRole('link', { name: 'Help', exact: true }).first().click();
  await expect(page).toHaveURL(/\/help$/);
  arrive();
});
