import { readFileSync } from 'node:fs';
import { startConnectProxy } from '#lib/testing/connect-proxy.ts';
import { startOidcServer } from '#lib/testing/oidc-server.ts';
import { startTokenMailServer } from '#lib/testing/token-mail-server.ts';
import { relayUsers } from '#sandbox/relay/users.ts';
import { beginEmpty, call, fillSettings, saveAndConnect } from './console.ts';
import { goOnUnscanned } from './google.ts';
import { Hand } from './hand.ts';
import { dataFolder, demo, issuerPort, officePort, origin, proxyPort, sender, tokenMailPort } from './places.ts';
import { anApplication, clearFaults, messagesOf, nextFails } from './sandbox.ts';
import { expect, type Page, test } from './test.ts';

// The mail settings of three products that people know, field for field, under the names that they have here.

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test.beforeEach(({ page }) => {
  test.setTimeout(120_000);
  return beginEmpty(page);
});
test.afterEach(() => clearFaults());

const [forAll, forOne] = relayUsers;
if (!forAll || !forOne) throw new Error('The office’s mail server knows too few people.');

/** The authority of the sandbox's mail servers, as whoever runs one would hand it out. */
function authorityFile() {
  const file = JSON.parse(readFileSync(`${dataFolder()}/sandbox/providers.json`, 'utf8'));
  const [{ caCertificate = '' } = {}] = Object.values(file as Record<string, { caCertificate?: string }>);
  return { name: 'authority.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from(caCertificate) };
}

async function openForm(page: Page, provider: string) {
  await page.goto(`${origin()}/t/${demo.slug}/mail/connect/${provider}`);
  return page.getByRole('form', { name: 'Connection' });
}

type Form = Awaited<ReturnType<typeof openForm>>;

const security = (form: Form) => form.getByRole('radiogroup', { name: 'Connection security' });

/** Hands over the certificate of the office's mail server, for this connection only. */
async function uploadAuthority(page: Page, form: Form): Promise<void> {
  await form.getByRole('radio', { name: 'Custom' }).check();
  const asked = page.waitForEvent('filechooser');
  await form.getByRole('button', { name: 'Upload file' }).click();
  await (await asked).setFiles(authorityFile());
  await goOnUnscanned(page).click();
  await expect(form).toContainText('valid until');
}

/** Sends a test e-mail from where the page is, and has it arrive. */
async function sendTest(page: Page, to: string, from: string): Promise<void> {
  const before = (await messagesOf(to)).length;
  await page.getByLabel('Send a test e-mail to').fill(to);
  await page.getByRole('button', { name: 'Send test e-mail' }).click();
  await expect(page.getByText(`Accepted for ${to}.`)).toBeVisible();
  const messages = await messagesOf(to);
  expect(messages).toHaveLength(before + 1);
  expect(messages[0]).toMatchObject({ subject: 'Mailgrant test e-mail', from: expect.stringContaining(from) });
}

const stored = async (page: Page) =>
  (await call<{ connections: { stage: string }[] }>(page, demo.slug, 'GET', 'connections')).connections;

async function activate(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByRole('button', { name: 'Activate' })).toBeHidden();
}

test('Oracle Analytics, “Mail Settings”: server, security, sender, user and certificate; Test, Save and Delete', async ({
  page,
}) => {
  const form = await openForm(page, 'smtp');
  await form.getByLabel('SMTP server').fill('localhost');
  const port = form.getByLabel('Port', { exact: true });
  for (const [name, usual] of [
    ['None', '25'],
    ['SSL/TLS', '465'],
    ['STARTTLS', '587'],
  ] as const) {
    await security(form).getByRole('radio', { name }).check();
    await expect(port).toHaveValue(usual);
  }
  await port.fill(officePort());
  await form.getByRole('radio', { name: 'Password', exact: true }).click();
  await form.getByLabel('Same as sender address').uncheck();
  await form.getByLabel('User name', { exact: true }).fill(forAll.name);
  const password = form.getByRole('textbox', { name: 'Password', exact: true });
  await password.fill('not-the-password');
  await form.getByLabel('Sender name').fill('Contoso Reports');
  await form.getByLabel('Sender address', { exact: true }).fill(sender);
  await uploadAuthority(page, form);

  const tryIt = form.getByRole('button', { name: 'Test', exact: true });
  await tryIt.click();
  await expect(form).toContainText('These settings do not work yet. Nothing is saved.');
  await password.fill(forAll.password);
  await tryIt.click();
  await expect(form).toContainText('It works: these settings get in. Nothing is saved yet.');
  const before = (await messagesOf(demo.admin)).length;
  await form.getByLabel('Test address').fill(demo.admin);
  await tryIt.click();
  await expect(form).toContainText(`It works: a test e-mail for ${demo.admin} was accepted. Nothing is saved yet.`);
  expect(await messagesOf(demo.admin)).toHaveLength(before + 1);
  expect(await stored(page)).toEqual([]);

  await saveAndConnect(page);
  await expect(page.getByText('Mail settings updated')).toBeVisible();
  await activate(page);
  await sendTest(page, demo.admin, sender);

  await page.goto(`${origin()}/t/${demo.slug}/mail`);
  await page.getByRole('button', { name: 'Delete mail settings…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(`SMTP server · ${sender} (“Contoso Reports”), in use`);
  await dialog.getByRole('button', { name: 'Delete all mail settings' }).click();
  await expect(page.getByText('One connection was deleted with its secrets.')).toBeVisible();
  await expect(page.getByText('No mail goes out: no connection is active.')).toBeVisible();
  expect(await stored(page)).toEqual([]);
});

test('Qlik Cloud, “Email provider”: SMTP as the sender; Microsoft 365 takes over once its own test has passed', async ({
  page,
}) => {
  const form = await openForm(page, 'smtp');
  await form.getByLabel('SMTP server').fill('localhost');
  await form.getByLabel('Port', { exact: true }).fill(officePort());
  await expect(form.getByLabel('Same as sender address')).toBeChecked();
  await form.getByLabel('Sender name').fill('Contoso Scanner');
  await form.getByLabel('Sender address', { exact: true }).fill(forOne.name);
  await expect(form.getByLabel('User name', { exact: true })).toHaveValue(forOne.name);
  await form.getByRole('textbox', { name: 'Password', exact: true }).fill(forOne.password);
  await uploadAuthority(page, form);
  await saveAndConnect(page);
  await activate(page);
  const old = page.url();

  await fillSettings(page, demo.slug, await anApplication(), { grantKind: 'Client credentials' });
  await saveAndConnect(page);
  await expect(page.getByText('Ready: activate this connection')).toBeVisible();
  const successor = page.url();
  await nextFails('send-as-denied', 'api');
  await page.getByRole('button', { name: 'Send test e-mail' }).click();
  await expect(page.getByText(`The test e-mail to ${demo.admin} was not sent.`)).toBeVisible();
  await page.goto(old);
  await sendTest(page, demo.analyst, forOne.name);

  await page.goto(successor);
  await sendTest(page, demo.analyst, sender);
  await page.getByRole('button', { name: 'If it does not arrive' }).click();
  for (const note of [
    `Look into the junk folder of ${demo.analyst}`,
    `have ${sender} put on its allow-list`,
    'The SPF record of contoso.example must include the mail servers of Microsoft',
  ]) {
    await expect(page.getByText(note)).toBeVisible();
  }
  const warning = `What sends now, SMTP server · ${forOne.name}, keeps sending until then; at the same moment it is deactivated`;
  await expect(page.getByText(warning)).toBeVisible();
  // It comes with the page: a button that moves is pressed beside.
  expect(await (await page.request.get(successor)).text()).toContain(warning);
  await activate(page);
  await page.goto(old);
  await expect(page.getByText('Retired', { exact: true }).first()).toBeVisible();
});

test('ManageEngine, “Mail server settings”: OAuth at any server by a proxy; the consent window, “OAuth is configured”', async ({
  page,
}) => {
  const oidc = await startOidcServer({ redirectUris: [], port: issuerPort() });
  const mail = await startTokenMailServer(oidc, { port: tokenMailPort() });
  const proxy = await startConnectProxy({ port: proxyPort() });
  try {
    const form = await openForm(page, 'custom');
    const redirectUrl = await new Hand().copy(page, page.getByRole('button', { name: 'Copy Redirect URL' }));
    oidc.allowRedirect(redirectUrl);
    const { clientId, authentication } = oidc.clients.client_secret_post;
    await form.getByRole('radio', { name: 'Sign in as a user' }).click();
    await form.getByLabel('Authorization URL').fill(oidc.endpoints.authorization);
    await form.getByLabel('Access token URL').fill(oidc.endpoints.token);
    await form.getByLabel('Scopes, one a line').fill('openid\noffline_access\nsmtp.send');
    await form.getByLabel('Client ID').fill(clientId);
    await form.getByRole('textbox', { name: 'Client secret' }).fill(authentication.secret.reveal());
    await form.getByLabel('SMTP server').fill('localhost');
    await security(form).getByRole('radio', { name: 'STARTTLS' }).check();
    await form.getByLabel('Port', { exact: true }).fill(String(mail.ports.starttls));
    await form.getByLabel('Sender name').fill('Contoso Reports');
    await form.getByLabel('Sender address', { exact: true }).fill(sender);
    await form.getByLabel('Test address').fill(demo.admin);
    await form.getByRole('radio', { name: 'Custom' }).check();
    await form.getByLabel('Certificate (.pem)').fill(mail.caCertificate);
    await form.getByRole('radio', { name: 'HTTP', exact: true }).check();
    await form.getByLabel('Proxy host').fill('localhost');
    await form.getByLabel('Proxy port').fill(String(proxy.port));
    await form.getByLabel('The mail itself').uncheck();
    await form.getByRole('button', { name: 'Advanced' }).click();
    await form.getByLabel('Issuer', { exact: true }).fill(oidc.issuer);
    await saveAndConnect(page);

    await page.getByRole('button', { name: `Allow as ${sender}` }).click();
    await expect(page.getByText('OAuth is configured.')).toBeVisible();
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    expect(redirectUrl).toContain(id);
    expect(new Set(proxy.seen)).toEqual(new Set([new URL(oidc.issuer).host]));

    await activate(page);
    await expect(page.getByLabel('Send a test e-mail to')).toHaveValue(demo.admin);
    await page.getByRole('button', { name: 'Send test e-mail' }).click();
    await expect(page.getByText(`Accepted for ${demo.admin}.`)).toBeVisible();
    expect(mail.mails).toMatchObject([{ mechanism: 'XOAUTH2', user: sender, from: sender, to: [demo.admin] }]);
    expect(proxy.seen.join()).not.toContain(String(mail.ports.starttls));
  } finally {
    await Promise.all([proxy.close(), mail.stop(), oidc.stop()]);
  }
});
