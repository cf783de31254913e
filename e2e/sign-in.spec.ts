import { origin } from './places.ts';
import { expect, test } from './test.ts';

test('under another address signing in says at once where it works', async ({ page }) => {
  await page.goto(`${origin().replace('localhost', '127.0.0.1')}/sign-in?returnTo=/t/demo/keys`);
  await expect(page.getByLabel('E-mail')).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeDisabled();
  await page.getByRole('link', { name: 'Open localhost' }).click();
  await expect(page).toHaveURL(`${origin()}/sign-in?returnTo=%2Ft%2Fdemo%2Fkeys`);
  await expect(page.getByLabel('E-mail')).toBeEnabled();
});
