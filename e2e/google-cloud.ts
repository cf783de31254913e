import type { Page } from 'playwright/test';
import type { Hand } from './hand.ts';

/** In Google Cloud's library: the Gmail API. */
export async function enableGmailApi(hand: Hand, cloud: Page): Promise<void> {
  await hand.click(cloud.getByRole('button', { name: 'Enable', exact: true }));
  await cloud.getByText('API Enabled').waitFor();
}

/** At “Create OAuth client ID”; the page that follows shows the secret this once. */
export async function createClient(hand: Hand, cloud: Page, redirectUri: string): Promise<void> {
  await hand.paste(cloud.getByLabel('URIs 1'), redirectUri);
  await hand.click(cloud.getByRole('button', { name: 'Create', exact: true }));
  await cloud.getByText('OAuth client created').waitFor();
}

/** At “Service accounts”: creates one with a key; returns where the downloaded key file lies. */
export async function createServiceAccount(hand: Hand, cloud: Page): Promise<string> {
  await hand.click(cloud.getByRole('link', { name: 'Create service account' }));
  await hand.click(cloud.getByRole('button', { name: 'Create and continue' }));
  await hand.click(cloud.getByRole('button', { name: 'Add key' }));
  return hand.download(cloud, cloud.getByRole('button', { name: 'Create', exact: true }));
}

/** In the Admin console: authorizes a client for the whole domain. */
export async function delegate(hand: Hand, admin: Page, clientId: string, scopes: string): Promise<void> {
  await hand.paste(admin.getByLabel('Client ID', { exact: false }).first(), clientId);
  await hand.paste(admin.getByLabel('OAuth scopes'), scopes);
  await hand.click(admin.getByRole('button', { name: 'Authorize' }));
  await admin.getByRole('cell', { name: clientId, exact: true }).waitFor();
}

/** At “Audience”: External, in Testing. */
export async function makeExternal(cloud: Page): Promise<void> {
  await cloud.getByRole('button', { name: 'Make external' }).click();
  await cloud.getByText('Their authorizations end seven days after consent').waitFor();
}

/** At “Audience”, once it is External: one more test user. */
export async function addTestUser(cloud: Page, address: string): Promise<void> {
  await cloud.getByLabel('Add users').fill(address);
  await cloud.getByRole('button', { name: 'Add users' }).click();
  await cloud.getByRole('button', { name: `Remove test user ${address}` }).waitFor();
}
