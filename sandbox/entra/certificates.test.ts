import { createHash, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import { givenSandbox } from '#sandbox/testing/given-sandbox.ts';

const given = givenSandbox();
const { certificate: pem, keyPem } = aCertificate({ subject: 'mailgrant' });
const { raw } = new X509Certificate(pem);
const thumbprint = createHash('sha1').update(raw).digest('hex').toUpperCase();
const here = () => `${given.sandbox.origin}/entra/registrations/${given.keys.clientId}`;
const page = async () => (await fetch(here())).text();

async function upload(file: string | Buffer | undefined, description = ''): Promise<string> {
  const form = new FormData();
  if (file !== undefined) form.set('certificate', new Blob([new Uint8Array(Buffer.from(file))]), 'public.cer');
  form.set('description', description);
  const response = await fetch(`${here()}/certificates`, { method: 'POST', body: form, redirect: 'manual' });
  expect(response.status).toBe(303);
  return (await fetch(new URL(response.headers.get('location') ?? '', here()))).text();
}

it.each([
  ['PEM', pem],
  ['DER', raw],
])('takes a certificate as %s, once, and shows what Entra shows of it', async (_form, file) => {
  await upload(file);
  const text = await upload(file, 'Mail <server>');
  expect(text.match(new RegExp(`<code>${thumbprint}</code>`, 'g'))).toHaveLength(1);
  expect(text).toContain('Mail &lt;server&gt;');
  expect(await upload(file)).toContain('CN=mailgrant');
});

it.each([
  ['holds a private key', `${pem}${keyPem}`, 'holds a private key'],
  ['is no certificate', 'nonsense', 'is not a certificate'],
  ['has an elliptic key', aCertificate({ key: 'ec' }).certificate, 'must be RSA'],
  ['has a short key', aCertificate({ key: 'rsa-1024' }).certificate, 'must be RSA'],
  ['is missing', undefined, 'Choose a certificate file'],
])('refuses a file that %s, in a sentence, and keeps nothing', async (_what, file, sentence) => {
  const text = await upload(file);
  expect(text).toMatch(new RegExp(`role="alert">[^<]*${sentence}`));
  expect(await page()).toContain('No certificates have been added');
  expect(text).not.toContain(keyPem.split('\n')[1]);
});

it('shows one that is over as such, and forgets one that is deleted', async () => {
  given.sandbox.control.addCertificate(given.keys.clientId, pem);
  given.sandbox.control.faults.set({ provider: 'microsoft', kind: 'secret-ended' });
  const text = await page();
  expect(text).toContain('Expired');
  const [, certificateId = ''] = /name="certificateId" value="([^"]+)"/.exec(text) ?? [];
  const body = new URLSearchParams({ certificateId });
  await fetch(`${here()}/certificates/delete`, { method: 'POST', body });
  expect(await page()).not.toContain(thumbprint);
});

it('is added and ended by the control API', async () => {
  const post = async (path: string, body: object) =>
    fetch(`${given.sandbox.origin}/control/${path}`, { method: 'POST', body: JSON.stringify(body) });
  const { clientId } = given.keys;
  const added = await post('certificates', { clientId, certificate: pem });
  expect(await added.json()).toMatchObject({ thumbprint });
  expect((await post('certificates/expire', { clientId })).status).toBe(200);
  expect(await page()).toContain('Expired');
  expect((await post('certificates', { clientId, certificate: keyPem })).status).toBe(422);
});
