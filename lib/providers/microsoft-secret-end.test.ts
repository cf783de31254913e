import { createHash, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import { microsoftSecretEnd } from './microsoft-secret-end.ts';

const now = new Date('2026-11-22T14:00:00Z');
const { read, path } = microsoftSecretEnd;

/** As Graph answers (application-get, passwordCredential): ids and names are made up. */
const secret = (hint: string | null, endDateTime: string | null) => ({
  customKeyIdentifier: null,
  displayName: 'Mailgrant',
  endDateTime,
  hint,
  keyId: 'f0b0b335-1d71-4883-8f98-567911bfdca6',
  secretText: null,
  startDateTime: '2026-05-20T08:10:11.1234567Z',
});
const withSecrets = (...passwordCredentials: object[]) => ({
  '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#applications(id,appId,passwordCredentials)/$entity',
  id: '03ef14b0-ca33-4840-8f4f-d6e91916010e',
  appId: '00000000-0000-4000-8000-000000000001',
  passwordCredentials,
});
const mine = { kind: 'secret', hint: 'abc' } as const;
const endOf = (...passwordCredentials: object[]) => read(withSecrets(...passwordCredentials), mine, now);
const ends = (at: string) => ({ kind: 'ends', at: new Date(at) });

describe('the end of a secret', () => {
  it('is that of the one whose first three characters it shows', () => {
    const others = [secret('xyz', '2027-01-01T00:00:00Z'), secret('ABC', '2026-12-01T00:00:00Z')];
    const found = endOf(...others, secret('abc', '2027-05-20T08:10:11.1234567Z'));
    expect(found).toEqual(ends('2027-05-20T08:10:11.123Z'));
  });

  it('is the soonest to come of several that may be meant; of those that are over, the last', () => {
    const over = [secret('abc', '2025-03-03T00:00:00Z'), secret('abc', '2026-02-02T00:00:00Z')];
    const ahead = [secret('abc', '2027-02-02T00:00:00Z'), secret('abc', '2026-12-12T00:00:00Z')];
    expect(endOf(...over, ...ahead)).toEqual(ends('2026-12-12T00:00:00Z'));
    expect(endOf(...over)).toEqual(ends('2026-02-02T00:00:00Z'));
  });

  it('is unlisted only where every one that is listed is another for certain', () => {
    expect(endOf(secret('xyz', '2027-01-01T00:00:00Z'))).toEqual({ kind: 'unlisted' });
    expect(endOf()).toEqual({ kind: 'unlisted' });
    expect(endOf(secret(null, '2027-01-01T00:00:00Z'))).toBeNull();
  });

  it('is not told by an answer that says something else', () => {
    expect(endOf(secret('abc', null))).toBeNull();
    expect(endOf(secret('abc', 'soon'))).toBeNull();
    for (const answer of [null, {}, 'Service unavailable', { passwordCredentials: 'none' }]) {
      expect(read(answer, mine, now)).toBeNull();
    }
  });
});

describe('the end of a certificate', () => {
  const { raw, fingerprint } = new X509Certificate(aCertificate().certificate);
  const shown = { kind: 'certificate', thumbprint: fingerprint.replaceAll(':', '') } as const;
  const sha1 = createHash('sha1').update(raw).digest();
  const key = (more: object) => ({
    customKeyIdentifier: null,
    displayName: 'CN=mail.contoso.example',
    endDateTime: '2027-03-03T10:00:00Z',
    key: null,
    keyId: '52b98b3a-64d4-4a3d-a4fe-0f4ef2d1d6c5',
    startDateTime: '2026-03-03T10:00:00Z',
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
    ...more,
  });
  const endOfKey = (...keyCredentials: object[]) => read({ keyCredentials }, shown, now);

  it.each([
    ['its thumbprint as the portal writes it', { customKeyIdentifier: sha1.toString('hex').toUpperCase() }],
    ['its thumbprint as binary values are written', { customKeyIdentifier: sha1.toString('base64') }],
    ['the certificate itself', { customKeyIdentifier: 'bWFpbGdyYW50', key: raw.toString('base64') }],
  ])('is found by %s', (_what, more) => expect(endOfKey(key(more))).toEqual(ends('2027-03-03T10:00:00Z')));

  it('is unlisted only where every one that is listed is another for certain', () => {
    const another = key({ customKeyIdentifier: '52ED9B5038A47B9E2E2190715CC238359D4F8F73' });
    expect(endOfKey(another)).toEqual({ kind: 'unlisted' });
    expect(endOfKey(another, key({ customKeyIdentifier: 'bWFpbGdyYW50' }))).toBeNull();
  });
});

it('asks for what it needs alone, of the application by its client id', () => {
  expect(path('a’b', 'secret')).toBe("/v1.0/applications(appId='a%E2%80%99b')?$select=id,appId,passwordCredentials");
  expect(path('1', 'certificate')).toBe("/v1.0/applications(appId='1')?$select=id,appId,keyCredentials");
});
