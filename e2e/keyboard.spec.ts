import { signIn } from './console.ts';
import { demo, origin, password } from './places.ts';
import { expect, test } from './test.ts';

test('a password is looked at by keyboard alone', async ({ page }) => {
  await page.goto(`${origin()}/sign-in`);
  const field = page.getByLabel('Password', { exact: true });
  await field.fill(password);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Show the password' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(field).toHaveAttribute('type', 'text');
});

test('the menu of a small screen and the menu in it obey the keyboard', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, demo.admin);
  // The page asks by itself once its script runs.
  await page.waitForResponse('**/api/v1/connections*');
  const opener = page.getByRole('button', { name: 'Open the menu' });
  await opener.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Close the menu' })).toBeFocused();

  const person = page.getByRole('button', { name: /Administrator/ });
  await person.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Your account' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeHidden();
  await expect(person).toBeFocused();

  await page.keyboard.press('Escape');
  await expect(page.getByRole('link', { name: 'Mail', exact: true })).toBeHidden();
  await expect(opener).toBeFocused();
});
