import { beginEmpty, call, saveAndConnect } from './console.ts';
import { goOnUnscanned } from './google.ts';
import { demo, origin, sender } from './places.ts';
import { expect, type Page, test } from './test.ts';

// What the set-up form says and forgets while it is filled in.

test.beforeEach(({ page }) => beginEmpty(page));

async function openForm(page: Page, provider: string) {
  await page.goto(`${origin()}/t/${demo.slug}/mail/connect/${provider}`);
  return page.getByRole('form', { name: 'Connection' });
}

type Form = Awaited<ReturnType<typeof openForm>>;

async function fillServer(form: Form): Promise<void> {
  await form.getByLabel('SMTP server').fill('localhost');
  await form.getByLabel('Sender name').fill('Contoso Reports');
  await form.getByLabel('Sender address', { exact: true }).fill(sender);
  await form.getByRole('textbox', { name: 'Password', exact: true }).fill('harbour-lantern-quiet');
}

/** Chooses a file where the certificates of the server are asked for. */
async function upload(page: Page, form: Form, file: { name: string; mimeType: string; buffer: Buffer }) {
  const asked = page.waitForEvent('filechooser');
  await form.getByRole('button', { name: 'Upload file' }).click();
  await (await asked).setFiles(file);
}

const tryIt = (form: Form) => form.getByRole('button', { name: 'Test', exact: true });

/** Whether a moment is further back than the form waits until it looks at what was typed. */
const looked = async (page: Page, typedAt: number) => (await page.evaluate(() => Date.now())) - typedAt > 1_000;

test('a proxy that may not be asked is refused at its field, by Test and by Save, and stays so', async ({ page }) => {
  const form = await openForm(page, 'smtp');
  await fillServer(form);
  await form.getByRole('radio', { name: 'HTTP', exact: true }).check();
  await expect(form.getByLabel('Proxy port')).toHaveValue('3128');
  await form.getByLabel('Proxy host').fill('169.254.169.254');
  const refused = form.getByLabel('Proxy host');
  for (const press of [() => tryIt(form).click(), () => saveAndConnect(page)]) {
    const typedAt = Date.now();
    const answered = page.waitForResponse((response) => response.status() === 422);
    await press();
    await answered;
    await expect(refused).toBeFocused();
    // What was typed is looked at once typing has settled, which may be after the answer.
    await expect.poll(() => looked(page, typedAt)).toBe(true);
    await expect(refused).toHaveAccessibleDescription(/169\.254\.169\.254/);
  }
  await form.getByLabel('Proxy host').fill('proxy.example.com');
  await expect(refused).not.toHaveAccessibleDescription(/169\.254\.169\.254/);
});

test('the verdict of a test goes with what it was about', async ({ page }) => {
  const form = await openForm(page, 'smtp');
  await fillServer(form);
  await form.getByLabel('Port', { exact: true }).fill('1');
  await tryIt(form).click();
  const verdict = form.getByText('These settings do not work yet. Nothing is saved.');
  await expect(verdict.or(form.getByText('Not tested'))).toBeVisible();
  await form.getByLabel('Sender name').fill('Contoso Alerts');
  await expect(verdict.or(form.getByText('Not tested'))).toBeHidden();
});

test('a refused file leaves nothing in the field', async ({ page }) => {
  const form = await openForm(page, 'smtp');
  await form.getByRole('radio', { name: 'Custom' }).check();
  const field = form.getByLabel('Certificate (.pem)');
  const binary = Buffer.from([0x30, 0x82, 0x03, 0x01, 0x30, 0x82, 0x02, 0xff, 0xfe, 0x80]);
  await upload(page, form, { name: 'server.cer', mimeType: 'application/x-x509-ca-cert', buffer: binary });
  await expect(form.getByText('server.cer: This is in binary form (DER)')).toBeVisible();
  await expect(field).toHaveValue('');
  const request = Buffer.from('-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n');
  await field.fill('what is no certificate');
  await upload(page, form, { name: 'server.csr', mimeType: 'application/x-pem-file', buffer: request });
  await expect(form.getByText('server.csr: This is a certificate request (CSR)')).toBeVisible();
  await expect(field).toHaveValue('');
  await expect(goOnUnscanned(page)).toBeHidden();
});

test('what is wrong keeps its red edge while it is typed in', async ({ page }) => {
  const form = await openForm(page, 'smtp');
  await saveAndConnect(page);
  const field = form.getByLabel('SMTP server');
  await expect(field).toBeFocused();
  await expect(form.getByText('Enter the SMTP server.')).toBeVisible();
  const edge = await field.evaluate((node) => {
    const { borderColor, outlineOffset, outlineStyle } = getComputedStyle(node);
    const red = getComputedStyle(
      document.querySelector('.mantine-Input-input[data-error]:not(:focus)') as Element,
    ).borderColor;
    return { isRed: borderColor === red, outlineOffset, outlineStyle };
  });
  expect(edge).toEqual({ isRed: true, outlineOffset: '1px', outlineStyle: 'solid' });
});

test('on a phone the guide is folded behind its title, and the form is near', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [provider, most] of [
    ['smtp', 500],
    ['microsoft', 844],
  ] as const) {
    const form = await openForm(page, provider);
    const step = page.locator('ol > li').first();
    await expect(step).toBeHidden();
    const top = await form.evaluate((node) => node.getBoundingClientRect().top + window.scrollY);
    expect(top, provider).toBeLessThan(most);
    await page.locator('summary').click();
    await expect(step).toBeVisible();
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await openForm(page, 'microsoft');
  await expect(page.locator('ol > li').first()).toBeVisible();
});

test('the headings of a form are smaller than that of its card', async ({ page }) => {
  await openForm(page, 'smtp');
  const sizeOf = (level: number) =>
    page
      .getByRole('heading', { level, name: level === 2 ? 'Connection' : 'Sender' })
      .evaluate((node) => Number.parseFloat(getComputedStyle(node).fontSize));
  expect(await sizeOf(3)).toBeLessThan(await sizeOf(2));
});

test('a certificate goes with the day it told, and the guide with what was chosen', async ({ page }) => {
  const form = await openForm(page, 'microsoft');
  const steps = page.locator('ol > li');
  await expect(steps.filter({ hasText: 'Make a client secret' })).toBeVisible();
  const kind = form.getByLabel('Credential of the application');
  // A choice made before the page listens is none yet.
  await expect(async () => {
    await kind.selectOption('Certificate');
    await expect(form.getByLabel('Certificate ends on')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(steps.filter({ hasText: 'Upload a certificate' })).toBeVisible();
  await expect(steps.filter({ hasText: 'Make a client secret' })).toBeHidden();
  await form.getByLabel('Certificate ends on').fill('2099-03-03');
  await kind.selectOption('Client secret');
  await expect(form.getByLabel('Secret expires on')).toHaveValue('');
});

test('a redirect URL that the provider never takes is told at once, with the cure', async ({ page }) => {
  const form = await openForm(page, 'yahoo');
  await expect(page.getByText('takes only redirect URLs that begin with https://')).toBeVisible();
  await expect(form.getByRole('radio', { name: 'Sign in as a user' })).toBeHidden();
  await openForm(page, 'microsoft');
  await expect(page.getByText('takes only redirect URLs that begin with https://')).toBeHidden();
});

test('a scanner is configured, or not, before a file is taken: the way back is in sight', async ({ page }) => {
  const form = await openForm(page, 'smtp');
  await form.getByRole('radio', { name: 'Custom' }).check();
  const block = Buffer.from('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
  await upload(page, form, { name: 'server.pem', mimeType: 'application/x-pem-file', buffer: block });
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Configure one now' }).click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(goOnUnscanned(page)).toBeVisible();
});

test('a long redirect URL breaks behind its separators, and is read as it is', async ({ page }) => {
  await openForm(page, 'microsoft');
  const url = page.getByRole('textbox', { name: 'Redirect URL' });
  await expect(url).toHaveText(`${origin()}/oauth/callback/microsoft`);
  await expect(async () => {
    await url.blur();
    await url.focus();
    const selected = await page.evaluate(() => String(window.getSelection()));
    expect(selected).toBe(`${origin()}/oauth/callback/microsoft`);
  }).toPass();
  expect(await url.locator('wbr').count()).toBeGreaterThan(3);
});

test('to have no provider at all is a choice, which asks before it deletes', async ({ page }) => {
  await call(page, demo.slug, 'POST', 'connections', {
    provider: 'smtp',
    grantKind: 'none',
    transport: 'smtp',
    senderName: 'Contoso Reports',
    senderAddress: sender,
    settings: {},
    overrides: { smtpHost: 'smtp.example.com' },
  });
  await page.goto(`${origin()}/t/${demo.slug}/mail/connect`);
  await page.getByRole('link', { name: 'None' }).click();
  await expect(page.getByRole('dialog')).toContainText('This connection is deleted, and what opens it is destroyed');
});
