import { expect, type Page } from 'playwright/test';
import { demo, gmailSender, googleRedirectUrl, origin, sandboxOrigin } from './places.ts';
import { control } from './sandbox.ts';

const project = 'northwind-mail';
export const sendScope = 'https://www.googleapis.com/auth/gmail.send';
export const fullScope = 'https://mail.google.com/';

export type GoogleClient = { clientId: string; clientSecret: string };
type Grant = { clientId: string; endedAt: string | null; ending: string | null };

export const changeProject = (change: object) => control('google/projects', { project, ...change });

/** Google as it is for a Workspace that is set up: an internal app, the Gmail API on, nothing allowed to anyone yet. */
export async function freshGoogle(): Promise<void> {
  await changeProject({ gmailApi: true, audience: 'internal', publishing: 'testing', testUsers: [] });
  await control('faults', { provider: 'google', kind: 'revoke-grant', account: gmailSender });
}

/** An OAuth client as a careful administrator would create it. */
export const aGoogleClient = (wanted: object = {}): Promise<GoogleClient> =>
  control('google/clients', { project, redirectUris: [googleRedirectUrl()], ...wanted });

type Robot = { email: string; uniqueId: string; keyFile: object };

/** A service account with a key; delegated to where scopes are named. */
export const aServiceAccount = (wanted: object = {}): Promise<Robot> =>
  control('google/service-accounts', { project, ...wanted });

/** One more key of a service account. */
export const anotherKey = async (email: string) =>
  (await control<Robot>('google/service-accounts/keys', { email })).keyFile;

/** As the admin console takes it: whatever is typed as Client ID. */
export const delegateTo = (clientId: string, scopes = [sendScope]) =>
  control('google/delegations', { domain: 'northwind.example', clientId, scopes });

/** What Google holds for the mailbox that sends, the living first. */
export async function livingGrants(): Promise<Grant[]> {
  const grants = await control<Grant[]>(`google/grants?user=${encodeURIComponent(gmailSender)}`);
  return grants.filter(({ endedAt }) => endedAt === null);
}

type Change = { client?: GoogleClient; transport?: 'Gmail API' | 'SMTP'; scopes?: string[] };

/** Fills the set-up form for a person's consent, for a client that is there already. */
export async function fillGoogle(page: Page, { client, transport, scopes }: Change = {}): Promise<void> {
  const { clientId, clientSecret } = client ?? (await aGoogleClient());
  const form = await openForm(page);
  if (transport) await form.getByRole('radio', { name: transport, exact: true }).click();
  await form.getByLabel('Client ID').fill(clientId);
  await form.getByRole('textbox', { name: 'Client secret' }).fill(clientSecret);
  await fillSender(page);
  if (!scopes) return;
  await form.getByRole('button', { name: 'Advanced' }).click();
  await form.getByLabel('Scopes, one a line').fill(scopes.join('\n'));
}

/** Fills the set-up form for a service account, its key file uploaded. */
export async function fillRobot(
  page: Page,
  { keyFile }: Pick<Robot, 'keyFile'>,
  upload: (page: Page, content: object) => Promise<void> = uploadKey,
): Promise<void> {
  const form = await openForm(page);
  await form.getByRole('radio', { name: serviceAccount, exact: true }).click();
  await fillSender(page);
  await upload(page, keyFile);
}

/** As the form names the way without a person. */
export const serviceAccount = 'Service account';

/** Hands a right file to a form that has not asked yet what to do without a virus scanner, and goes on without one. */
export async function uploadKey(page: Page, content: object): Promise<void> {
  await chooseKey(page, content);
  await goOnUnscanned(page).click();
}

/** Where the form asks what to do without a virus scanner. */
export const goOnUnscanned = (page: Page) => page.getByRole('button', { name: 'Go on without' });

/** Hands a file to whatever asks for a key file. */
export async function chooseKey(page: Page, content: object): Promise<void> {
  const asked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload file' }).click();
  const buffer = Buffer.from(JSON.stringify(content));
  await (await asked).setFiles({ name: 'key.json', mimeType: 'application/json', buffer });
}

async function openForm(page: Page) {
  await page.goto(`${origin()}/t/${demo.slug}/mail/connect/google`);
  return page.getByRole('form', { name: 'Connection' });
}

async function fillSender(page: Page): Promise<void> {
  await page.getByLabel('Sender name').fill('Northwind Reports');
  await page.getByLabel('Sender address').fill(gmailSender);
}

/** At “Choose an account”. */
export const chooseAccount = (page: Page, address: string) => page.getByRole('button', { name: address }).click();

/** At the consent screen: picks the account, ticks everything or the scopes named, and continues. */
export async function allowAs(page: Page, address: string, ticked?: string[]): Promise<void> {
  await chooseAccount(page, address);
  await answerConsent(page, ticked);
}

export async function answerConsent(page: Page, ticked?: string[]): Promise<void> {
  await expect(page.getByRole('heading', { name: 'wants access to your Google Account' })).toBeVisible();
  const boxes = page.getByRole('checkbox', { name: /https:/ });
  for (const box of await boxes.all()) {
    await box.setChecked(ticked === undefined || ticked.includes(await box.inputValue()));
  }
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** In another tab, as the person whose mailbox it is: “Third-party apps & services”. */
export async function openThirdPartyApps(page: Page): Promise<Page> {
  const account = await page.context().newPage();
  await account.goto(`${sandboxOrigin()}/google-account/connections?account=${gmailSender}`);
  await expect(account.getByRole('heading', { name: 'Third-party apps & services' })).toBeVisible();
  return account;
}

/** Takes back what the app was allowed, at Google. */
export async function removeAccess(page: Page): Promise<void> {
  const account = await openThirdPartyApps(page);
  await account.getByRole('button', { name: 'Remove access of Mail sender' }).click();
  await account.getByRole('button', { name: 'Confirm' }).click();
  await expect(account.getByText('No third-party apps')).toBeVisible();
  await account.close();
}
