import { beginEmpty, forgetSignIn } from './console.ts';
import { changeProject, freshGoogle, goOnUnscanned, serviceAccount } from './google.ts';
import { createClient, createServiceAccount, delegate, enableGmailApi } from './google-cloud.ts';
import { Hand } from './hand.ts';
import { demo, gmailSender, googleRedirectUrl, origin, password } from './places.ts';
import { expect, type Page, test } from './test.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** Clicks and pastes from the sign-in page to a mail one can see, and a few to spare. */
const mostActs = { consent: 28, delegation: 30 };

test.beforeEach(async ({ page }) => {
  await freshGoogle();
  await changeProject({ gmailApi: false });
  await beginEmpty(page);
  await forgetSignIn(page);
});

/** From the start page to the form. */
async function toForm(hand: Hand, page: Page): Promise<void> {
  await page.goto(origin());
  await hand.paste(page.getByLabel('E-mail'), demo.admin);
  await hand.paste(page.getByLabel('Password', { exact: true }), password);
  await hand.click(page.getByRole('button', { name: 'Sign in' }));
  await hand.click(page.getByRole('link', { name: /^Google/ }));
}

async function activateAndTest(hand: Hand, page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/t\/demo\/mail\/connections\//);
  await hand.click(page.getByRole('button', { name: 'Activate' }));
  await hand.click(page.getByRole('button', { name: 'Send test e-mail' }));
  const mailbox = await hand.open(page, page.getByRole('link', { name: 'Open the mailbox' }));
  await hand.click(mailbox.getByText('Mailgrant test e-mail').first());
  await expect(mailbox.getByText('If you can read it, sending works.')).toBeVisible();
  await expect(mailbox.getByText(gmailSender).first()).toBeVisible();
  await expect(page.getByText('Working').first()).toBeVisible();
}

function tellActs({ acts }: Hand, most: number): void {
  test.info().annotations.push({ type: 'clicks and pastes', description: String(acts) });
  expect(acts).toBeLessThanOrEqual(most);
}

test('a newcomer connects a Gmail mailbox by consent and sees the test mail', async ({ page }) => {
  const hand = new Hand();
  await toForm(hand, page);

  const api = await hand.open(page, page.getByRole('link', { name: 'Open the Gmail API' }));
  await enableGmailApi(hand, api);
  const shown = await hand.copy(page, page.getByRole('button', { name: 'Copy Redirect URL' }));
  expect(shown).toBe(googleRedirectUrl());
  const cloud = await hand.open(page, page.getByRole('link', { name: 'Open Create client' }));
  await createClient(hand, cloud, shown);
  const form = page.getByRole('form', { name: 'Connection' });
  const clientId = await hand.copy(cloud, cloud.getByRole('button', { name: 'Copy Client ID' }));
  await hand.paste(form.getByLabel('Client ID'), clientId);
  const secret = await hand.copy(cloud, cloud.getByRole('button', { name: 'Copy Client secret' }));
  await hand.paste(form.getByRole('textbox', { name: 'Client secret' }), secret);
  await hand.paste(form.getByLabel('Sender address'), gmailSender);
  await hand.click(form.getByRole('button', { name: 'Save and connect' }));

  await hand.click(page.getByRole('button', { name: gmailSender }));
  await hand.click(page.getByRole('checkbox'));
  await hand.click(page.getByRole('button', { name: 'Continue' }));
  await activateAndTest(hand, page);
  tellActs(hand, mostActs.consent);
});

test('a newcomer connects a Gmail mailbox by a service account and sees the test mail', async ({ page }) => {
  const hand = new Hand();
  await toForm(hand, page);
  const form = page.getByRole('form', { name: 'Connection' });
  await hand.click(form.getByRole('radio', { name: serviceAccount, exact: true }));

  const api = await hand.open(page, page.getByRole('link', { name: 'Open the Gmail API' }));
  await enableGmailApi(hand, api);
  const cloud = await hand.open(page, page.getByRole('link', { name: 'Open Service Accounts' }));
  const keyFile = await createServiceAccount(hand, cloud);
  await hand.chooseFile(page, form.getByRole('button', { name: 'Upload file' }), keyFile);
  await hand.click(goOnUnscanned(page));
  await expect(form.getByText('project northwind-mail')).toBeVisible();
  const uniqueId = await hand.copy(page, page.getByRole('button', { name: 'Copy Unique ID' }));
  const scopes = await hand.copy(page, page.getByRole('button', { name: 'Copy OAuth scopes' }));
  const admin = await hand.open(page, page.getByRole('link', { name: 'Open domain-wide delegation' }));
  await delegate(hand, admin, uniqueId, scopes);
  await hand.paste(form.getByLabel('Sender address'), gmailSender);
  await hand.click(form.getByRole('button', { name: 'Save and connect' }));
  await activateAndTest(hand, page);
  tellActs(hand, mostActs.delegation);
});
