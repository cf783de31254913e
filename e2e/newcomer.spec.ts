import { clearConnections, forgetSignIn, signIn } from './console.ts';
import { Hand } from './hand.ts';
import { demo, origin, password, redirectUrl, sender } from './places.ts';
import { expect, test } from './test.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** The promise of README: from the printed URL to a mail one can see. */
const mostActs = 25;

test('a newcomer connects Microsoft 365 by consent and sees the test mail', async ({ page }) => {
  await signIn(page, demo.admin);
  await clearConnections(page, demo.slug);
  await forgetSignIn(page);
  const hand = new Hand();

  await page.goto(origin());
  await hand.paste(page.getByLabel('E-mail'), demo.admin);
  await hand.paste(page.getByLabel('Password', { exact: true }), password);
  await hand.click(page.getByRole('button', { name: 'Sign in' }));
  await hand.click(page.getByRole('link', { name: /^Microsoft 365/ }));

  const shown = await hand.copy(page, page.getByRole('button', { name: 'Copy Redirect URL' }));
  expect(shown).toBe(redirectUrl());
  const entra = await hand.open(page, page.getByRole('link', { name: 'Open App registrations' }));
  await hand.paste(entra.getByLabel('Name'), 'Mailgrant');
  await hand.paste(entra.getByLabel('Redirect URI', { exact: true }), shown);
  await hand.click(entra.getByRole('button', { name: 'Register' }));
  await hand.click(entra.getByRole('button', { name: 'New client secret' }));
  await hand.click(entra.getByRole('button', { name: 'Add', exact: true }));
  const secret = await hand.copy(entra, entra.getByRole('button', { name: 'Copy Value' }));
  const form = page.getByRole('form', { name: 'Connection' });
  await hand.paste(form.getByRole('textbox', { name: 'Client secret' }), secret);
  const clientId = await hand.copy(entra, entra.getByRole('button', { name: 'Copy Application (client) ID' }));
  await hand.paste(form.getByLabel('Application (client) ID'), clientId);
  const directoryId = await hand.copy(entra, entra.getByRole('button', { name: 'Copy Directory (tenant) ID' }));
  await hand.paste(form.getByLabel('Directory (tenant) ID'), directoryId);
  await hand.paste(form.getByLabel('Sender address'), sender);
  await hand.click(form.getByRole('button', { name: 'Save and connect' }));

  await hand.click(page.getByRole('button', { name: sender }));
  await hand.click(page.getByRole('button', { name: 'Accept' }));
  await expect(page).toHaveURL(/\/t\/demo\/mail\/connections\//);
  await hand.click(page.getByRole('button', { name: 'Activate' }));
  await hand.click(page.getByRole('button', { name: 'Send test e-mail' }));
  const mailbox = await hand.open(page, page.getByRole('link', { name: 'Open the mailbox' }));
  await expect(mailbox.getByText('Mailgrant test e-mail').first()).toBeVisible();
  await hand.click(mailbox.getByText('Mailgrant test e-mail').first());
  await expect(mailbox.getByText('If you can read it, sending works.')).toBeVisible();

  await expect(page.getByText('Working').first()).toBeVisible();
  test.info().annotations.push({ type: 'clicks and pastes', description: String(hand.acts) });
  expect(hand.acts).toBeLessThanOrEqual(mostActs);
});
