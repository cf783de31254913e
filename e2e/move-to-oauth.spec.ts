import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mailboxPassword } from '#sandbox/mailbox/mailbox-password.ts';
import { beginEmpty, call, fillForm, saveAndConnect } from './console.ts';
import { dataFolder, demo, origin, sender } from './places.ts';
import { anApplication, clearFaults, consentAs, control } from './sandbox.ts';
import { expect, test } from './test.ts';

/** The mail server of the sandbox's Exchange Online, as the product knows it. */
const exchange = (): { smtpPort: number; caCertificate: string } =>
  JSON.parse(readFileSync(join(dataFolder(), 'sandbox', 'providers.json'), 'utf8')).microsoft;

test.afterEach(() => clearFaults());

test('a password that is ending is noticed, and moved to OAuth 2.0 without a gap', async ({ page }) => {
  await beginEmpty(page);
  const { smtpPort, caCertificate } = exchange();
  await control('faults', { provider: 'microsoft', kind: 'basic-auth-on' });
  const { id } = await call<{ id: string }>(page, demo.slug, 'POST', 'connections', {
    provider: 'smtp',
    grantKind: 'password',
    transport: 'smtp',
    senderName: 'Contoso Reports',
    senderAddress: sender,
    clientId: '',
    settings: { userName: sender },
    clientSecret: mailboxPassword(sender),
    clientSecretExpiresAt: null,
    overrides: { smtpHost: 'localhost', smtpPort, caCertificate },
  });
  await page.goto(`${origin()}/t/${demo.slug}/mail/connections/${id}`);
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByText('The mail server accepted the sign-in. Nothing was sent.')).toBeVisible();
  await page.getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByText('Active', { exact: true })).toBeVisible();

  await page.goto(`${origin()}/t/${demo.slug}/mail`);
  await expect(page.getByText('signs in with a password')).toBeVisible();
  await expect(page.getByText('until the end of December 2026')).toBeVisible();
  await expect(page.getByText('Read on 22 November 2026').first()).toBeVisible();
  await page.getByRole('link', { name: 'Move to OAuth 2.0' }).click();
  await expect(page.getByText('That one keeps sending until this one has passed its test')).toBeVisible();
  const form = page.getByRole('form', { name: 'Connection' });
  await expect(form.getByLabel('Sender address')).toHaveValue(sender);
  await expect(form.getByRole('textbox', { name: 'Client secret' })).toHaveValue('');
  await fillForm(page, await anApplication());
  await saveAndConnect(page);
  await consentAs(page, sender);

  await expect(page.getByText('its password is destroyed for good')).toBeVisible();
  await page.getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByText('Active', { exact: true })).toBeVisible();
  await page.goto(`${origin()}/t/${demo.slug}/mail/connections/${id}`);
  await expect(page.getByText('It sends nothing any more: its password is destroyed.')).toBeVisible();
  await expect(page.getByRole('main')).toContainText(/Mail goes out through Microsoft 365 · \S+ now\./);
  await expect(page.getByRole('link', { name: 'Move to OAuth 2.0' })).toHaveCount(0);
});
