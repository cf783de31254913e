import { mkdirSync } from 'node:fs';
import { expect, type Page, test } from 'playwright/test';
import { clearConnections, fillSettings, saveAndConnect, signIn } from './console.ts';
import { demo, origin, sender } from './places.ts';
import { anApplication, consentAs, pickAccount } from './sandbox.ts';

const folder = 'docs/pictures';

async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${folder}/${name}.png` });
}

test('takes the pictures', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 860 });
  await signIn(page, demo.admin);
  await clearConnections(page, demo.slug);
  await fillSettings(page, demo.slug, await anApplication());
  await page.evaluate(() => window.scrollTo(0, 0));
  await picture(page, 'connect');
  await saveAndConnect(page);
  await pickAccount(page, sender);
  await expect(page.getByRole('heading', { name: 'Permissions requested' })).toBeVisible();
  await picture(page, 'consent');
  await page.goBack();
  await consentAs(page, sender);
  await page.getByRole('button', { name: 'Activate' }).click();
  await page.getByRole('button', { name: 'Send test e-mail' }).click();
  await expect(page.getByText(`Accepted for ${demo.admin}.`)).toBeVisible();
  await page.goto(`${origin()}/t/demo/mail`);
  await expect(page.getByText('Working').first()).toBeVisible();
  await picture(page, 'mail');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.reload({ waitUntil: 'networkidle' });
  await picture(page, 'mail-phone');
});
