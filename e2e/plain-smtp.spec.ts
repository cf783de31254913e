import { readFileSync } from 'node:fs';
import { relayUsers } from '#sandbox/relay/users.ts';
import { beginEmpty, saveAndConnect } from './console.ts';
import { dataFolder, demo, officePort, origin, sender } from './places.ts';
import { messagesOf } from './sandbox.ts';
import { expect, type Page, test } from './test.ts';

test.beforeEach(({ page }) => beginEmpty(page));

const user = relayUsers[0] ?? { name: '', password: '' };

/** The authority of the sandbox's mail servers, as whoever runs one would hand it out. */
function sandboxAuthority(): string {
  const file = JSON.parse(readFileSync(`${dataFolder()}/sandbox/providers.json`, 'utf8'));
  return Object.values(file as Record<string, { caCertificate?: string }>)[0]?.caCertificate ?? '';
}

/** Fills in the office's mail server, and who signs in there. */
async function fillServer(page: Page, security: string) {
  await page.goto(`${origin()}/t/${demo.slug}/mail/connect/smtp`);
  const form = page.getByRole('form', { name: 'Connection' });
  await form.getByLabel('SMTP server').fill('localhost');
  await form.getByRole('radio', { name: security, exact: true }).first().check();
  await form.getByLabel('Port', { exact: true }).fill(officePort());
  await form.getByLabel('Same as sender address').uncheck();
  await form.getByLabel('User name', { exact: true }).fill(user.name);
  await form.getByRole('textbox', { name: 'Password', exact: true }).fill(user.password);
  await form.getByLabel('Sender name').fill('Contoso Reports');
  await form.getByLabel('Sender address', { exact: true }).fill(sender);
  await form.getByLabel('Test address').fill(demo.admin);
  return form;
}

/** Activates what is connected, and has a test e-mail arrive through it. */
async function activateAndSend(page: Page): Promise<void> {
  const before = (await messagesOf(demo.admin)).length;
  await page.getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByRole('button', { name: 'Activate' })).toBeHidden();
  await page.getByRole('button', { name: 'Send test e-mail' }).click();
  await expect(page.getByText(`Accepted for ${demo.admin}.`)).toBeVisible();
  const messages = await messagesOf(demo.admin);
  expect(messages).toHaveLength(before + 1);
  expect(messages[0]?.from).toContain(sender);
}

test('a password over STARTTLS, with the server’s own certificate: saved, activated, and a mail arrives', async ({
  page,
}) => {
  const form = await fillServer(page, 'STARTTLS');
  await form.getByRole('radio', { name: 'Custom' }).check();
  await form.getByLabel('Certificate (.pem)').fill(sandboxAuthority());
  await expect(form).toContainText('valid until');
  await saveAndConnect(page);
  await expect(page.getByText('Mail settings updated')).toBeVisible();
  await activateAndSend(page);
});

test('no encryption: what it means for the password is said and accepted before it is saved', async ({ page }) => {
  const form = await fillServer(page, 'None');
  await expect(form).toContainText('The password travels in the clear');
  await saveAndConnect(page);
  await expect(form).toContainText('Allow this, or choose STARTTLS or SSL/TLS.');
  await form.getByLabel('I accept this for this connection').check();
  await saveAndConnect(page);
  await activateAndSend(page);
});

test('a password that the server refuses: saved, but said not to work, with what to check; nothing to activate', async ({
  page,
}) => {
  const form = await fillServer(page, 'STARTTLS');
  await form.getByRole('radio', { name: 'Custom' }).check();
  await form.getByLabel('Certificate (.pem)').fill(sandboxAuthority());
  await form.getByRole('textbox', { name: 'Password', exact: true }).fill('not-the-password');
  await saveAndConnect(page);
  await expect(page.getByRole('alert').filter({ hasText: 'Saved, but not working' })).toBeVisible();
  await expect(page.locator('.mg-problem').first()).toContainText('Saved, but not working');
  await expect(page.locator('.mg-problem').first()).toContainText(
    /Verify at the mail server, check these fields, and save again: .*User name.*Password.*SMTP server/,
  );
  await expect(page.getByText('Mail settings updated')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Activate' })).toBeHidden();
});

test('a server that nobody finds: invalid settings, and nothing says that it is ready or that it passes', async ({
  page,
}) => {
  const form = await fillServer(page, 'STARTTLS');
  await form.getByLabel('SMTP server').fill('nobody.invalid');
  // The names of the wide world are looked up at the ports of mail alone.
  await form.getByLabel('Port', { exact: true }).fill('587');
  await saveAndConnect(page);
  await expect(page.locator('.mg-pill').first()).toHaveText('Invalid settings');
  await expect(page.getByText('Ready: activate this connection')).toBeHidden();
  await expect(page.getByText(/[Nn]othing needs to be changed/)).toBeHidden();
  await expect(page.locator('.mg-problem').first()).toContainText('check these fields');
});
