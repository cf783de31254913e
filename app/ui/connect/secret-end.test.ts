import { expect, it } from 'vitest';
import { filled, provider } from '#lib/testing/connection-form.ts';
import { secretAfter, withoutToldEnd } from './secret-end.ts';

const day = '2027-03-03';
const pem = '-----BEGIN PRIVATE KEY-----';
const by = (clientAuthentication: string) => ({ settings: { ...filled.settings, clientAuthentication } });
const bySecret = { ...filled, clientSecret: '', clientSecretExpiresAt: '' };
const byCertificate = { ...bySecret, ...by('certificate') };
const uploaded = { ...byCertificate, clientSecret: pem, clientSecretExpiresAt: day };

it('takes the day a certificate told along with it, when a secret is chosen instead', () => {
  const switched = { ...uploaded, ...by('secret') };
  expect(secretAfter(provider, switched, uploaded, bySecret)).toEqual({ clientSecret: '', clientSecretExpiresAt: '' });
});

it('has the day of the stored secret back, once its kind is chosen again', () => {
  const stored = { ...bySecret, clientSecretExpiresAt: '2026-12-31' };
  const away = { ...stored, ...by('certificate') };
  expect(secretAfter(provider, away, stored, stored)).toEqual({ clientSecret: '', clientSecretExpiresAt: '' });
  const back = { ...away, clientSecretExpiresAt: '', ...by('secret') };
  expect(secretAfter(provider, back, away, stored)).toMatchObject({ clientSecretExpiresAt: '2026-12-31' });
});

it('takes the day out with the certificate, and leaves one that was typed beside a secret', () => {
  const without = { ...uploaded, clientSecret: '' };
  expect(secretAfter(provider, without, uploaded, byCertificate)).toEqual({ clientSecretExpiresAt: '' });
  const typed = { ...bySecret, clientSecret: 'abc~DEF', clientSecretExpiresAt: day };
  expect(secretAfter(provider, { ...typed, clientSecret: '' }, typed, bySecret)).toEqual({});
  expect(secretAfter(provider, { ...typed, senderName: 'Else' }, typed, bySecret)).toEqual({});
});

it('keeps in a draft no day of a certificate that the draft does not hold', () => {
  expect(withoutToldEnd(provider, uploaded, bySecret)).toMatchObject({ clientSecretExpiresAt: '' });
  const stored = { ...byCertificate, clientSecretExpiresAt: '2026-12-31' };
  expect(withoutToldEnd(provider, uploaded, stored)).toMatchObject({ clientSecretExpiresAt: '2026-12-31' });
  const typed = { ...bySecret, clientSecret: 'abc~DEF', clientSecretExpiresAt: day };
  expect(withoutToldEnd(provider, typed, bySecret)).toBe(typed);
});
