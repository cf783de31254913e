import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Scope, TenantContext } from '#lib/accounts/index.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import { readCertificates } from './index.ts';
import { certificateReadInputSchema, certificateReadSchema } from './schema.ts';

useDatabase();
const made = aCertificate({ subject: 'Mail' });

function read(input: object, scopes: Scope[] = ['connections:admin']) {
  const actor = { kind: 'api_key', apiKeyId: randomUUID(), name: 'Test', scopes } as const;
  const ctx: TenantContext = { tenantId: randomUUID(), tenantSlug: 'contoso', actor, ip: null };
  return readCertificates(ctx, certificateReadInputSchema.parse(input));
}

it('tells what certificates say, and of a key no more than its kind', async () => {
  expect(await read({ pem: made.certificate })).toMatchObject({ certificates: [{ subjectName: 'Mail' }], pair: null });
  const answer = await read({ pem: made.keyPem + made.certificate, purpose: 'client' });
  expect(answer).toMatchObject({ certificates: [{ subjectName: 'Mail' }], pair: { algorithm: 'rsa', bits: 2048 } });
  expect(certificateReadSchema.parse(answer)).toEqual(answer);
  expect(await read({ pem: made.keyPem, purpose: 'client' })).toMatchObject({ certificates: [], pair: { bits: 2048 } });
});

it.each([
  [{ pem: made.keyPem + made.certificate }, /^This holds a private key\. Paste only the certificate/],
  [{ pem: made.certificate, purpose: 'client' }, /^The private key is missing/],
])('refuses what it cannot be, by a sentence that quotes nothing: %#', async (input, message) => {
  const field = { path: 'pem', message: expect.stringMatching(message) };
  await expect(read(input)).rejects.toMatchObject({ code: 'invalid_input', fields: [field] });
});

it('is for who may change connections', async () => {
  await expect(read({ pem: made.certificate }, ['connections:read'])).rejects.toMatchObject({ code: 'forbidden' });
});
