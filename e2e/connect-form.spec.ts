import { beginEmpty } from './console.ts';
import { goOnUnscanned } from './google.ts';
import { demo, origin } from './places.ts';
import { expect, type Page, test } from './test.ts';

// What the set-up form says and forgets while it is filled in.

test.beforeEach(({ page }) => beginEmpty(page));

async function openForm(page: Page, provider: string) {
  await page.goto(`${origin()}/t/${demo.slug}/mail/connect/${provider}`);
  return page.getByRole('form', { name: 'Connection' });
}

type Form = Awaited<ReturnType<typeof openForm>>;

/** Chooses a file where the certificates of the server are asked for. */
async function upload(page: Page, form: Form, file: { name: string; mimeType: string; buffer: Buffer }) {
  const asked = page.waitForEvent('filechooser');
  await form.getByRole('button', { name: 'Upload file' }).click();
  await (await asked).setFiles(file);
}

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
