import type { Locator, Page } from 'playwright/test';
import { signIn } from './console.ts';
import { demo, origin, password } from './places.ts';
import { consentAs, pickAccount } from './sandbox.ts';
import { expect, test } from './test.ts';

type Half = {
  label: string;
  /** Somebody there whose address is none of ours. */
  account: string;
  /** Who is asked, the first time, whether the application may know them. */
  allow: (page: Page, account: string) => Promise<void>;
};

const halves: Half[] = [
  { label: 'Microsoft', account: 'alex@contoso.example', allow: (page, account) => consentAs(page, account) },
  {
    label: 'Google',
    account: 'dana@northwind.example',
    allow: async (page, account) => {
      await pickAccount(page, account);
      await page.getByRole('button', { name: 'Continue' }).click();
    },
  },
];

const continueWith = (page: Page, label: string): Locator =>
  page.getByRole('button', { name: `Continue with ${label}` });

async function openAccount(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Administrator/ }).click();
  await page.getByRole('menuitem', { name: 'Your account' }).click();
  await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Administrator/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(`${origin()}/sign-in`);
}

for (const { label, account, allow } of halves) {
  test(`a person links ${label}, signs in with it, and not any more once it is unlinked`, async ({ page }) => {
    await page.goto(`${origin()}/sign-in?returnTo=/t/demo/keys`);
    await continueWith(page, label).click();
    await allow(page, account);
    await expect(page.getByRole('alert').filter({ hasText: 'is linked to nobody here' })).toContainText(label);

    await signIn(page, demo.admin);
    await openAccount(page);
    await page.getByRole('button', { name: `Link with ${label}` }).click();
    const dialog = page.getByRole('dialog', { name: `Link with ${label}` });
    await dialog.getByLabel('Your password').fill('not my password');
    await dialog.getByRole('button', { name: `Go on to ${label}` }).click();
    await expect(dialog.getByText('This is not your password.')).toBeVisible();
    await dialog.getByLabel('Your password').fill(password);
    await dialog.getByRole('button', { name: `Go on to ${label}` }).click();
    await pickAccount(page, account);
    await expect(page.getByRole('status').filter({ hasText: `${label} is linked.` })).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: account })).toBeVisible();

    await signOut(page);
    await page.goto(`${origin()}/sign-in?returnTo=/t/demo/keys`);
    await continueWith(page, label).click();
    await pickAccount(page, account);
    await expect(page).toHaveURL(`${origin()}/t/demo/keys`);
    await expect(page.getByRole('button', { name: /Avery Admin/ })).toBeVisible();

    await openAccount(page);
    await page.getByRole('button', { name: `Unlink ${label} · ${account}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click();
    await expect(page.getByRole('button', { name: `Link with ${label}` })).toBeVisible();
    await signOut(page);
    await continueWith(page, label).click();
    await pickAccount(page, account);
    await expect(page.getByRole('alert').filter({ hasText: 'is linked to nobody here' })).toBeVisible();
  });
}

test('an account elsewhere with the very address of a person here is a stranger', async ({ page }) => {
  await page.goto(`${origin()}/sign-in`);
  await continueWith(page, 'Microsoft').click();
  await consentAs(page, demo.admin);
  await expect(page.getByRole('alert').filter({ hasText: 'is linked to nobody here' })).toBeVisible();
  await page.goto(`${origin()}/t/demo/mail`);
  await expect(page).toHaveURL(/\/sign-in\?/);
});

test('whoever says no at the issuer lands on the way in again', async ({ page }) => {
  await page.goto(`${origin()}/sign-in`);
  await continueWith(page, 'Google').click();
  await pickAccount(page, 'admin@northwind.example');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Google was not allowed to say who you are, so nothing happened.')).toBeVisible();
  await expect(page.getByLabel('E-mail')).toBeEnabled();
});
