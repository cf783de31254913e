import { mkdirSync } from 'node:fs';
import { expect, type Page, test } from 'playwright/test';
import { atRest } from './at-rest.ts';
import { clearConnections, fillSettings, saveAndConnect, signIn } from './console.ts';
import { demo, origin, sender } from './places.ts';
import { anApplication, consentAs, pickAccount } from './sandbox.ts';

const folder = 'docs/pictures';

/** What a reader sees who has just looked up: nothing pointed at, nothing focused, nothing on the move. */
async function picture(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    window.scrollTo(0, 0);
  });
  await atRest(page);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' });
}

async function workingMail(page: Page): Promise<void> {
  await page.goto(`${origin()}/t/${demo.slug}/mail`);
  await expect(page.getByRole('heading', { level: 1, name: 'Mail' })).toBeVisible();
  await expect(page.getByText('Working').first()).toBeVisible();
}

test('takes the pictures', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 860 });
  await signIn(page, demo.admin);
  await clearConnections(page, demo.slug);
  await fillSettings(page, demo.slug, await anApplication());
  await picture(page, 'connect');
  await saveAndConnect(page);
  await pickAccount(page, sender);
  await expect(page.getByRole('heading', { name: 'Permissions requested' })).toBeVisible();
  await picture(page, 'consent');
  await page.goBack();
  await consentAs(page, sender);
  await page.getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByRole('button', { name: 'Activate' })).toBeHidden();
  await page.getByRole('button', { name: 'Send test e-mail' }).click();
  await expect(page.getByText(`Accepted for ${demo.admin}.`)).toBeVisible();
  await workingMail(page);
  await picture(page, 'mail');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await workingMail(page);
  await picture(page, 'mail-phone');
});
