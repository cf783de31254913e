import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepDraft, readDraft } from './draft.ts';
import type { FormValues } from './form-values.ts';
import { noProxy } from './proxy-values.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal('sessionStorage', {
    setItem: (key: string, text: string) => kept.set(key, text),
    getItem: (key: string) => kept.get(key) ?? null,
  });
});
afterEach(() => vi.unstubAllGlobals());

const values: FormValues = {
  grantKind: 'authorization_code',
  transport: 'graph',
  senderName: 'Contoso Reports',
  senderAddress: 'reports@contoso.example',
  clientId: '11111111-2222-3333-4444-555555555555',
  settings: { directoryId: '99999999-2222-3333-4444-555555555555' },
  clientSecret: 'kQ8Q~the-secret-itself',
  clientSecretExpiresAt: '',
  sameUserName: false,
  testRecipient: 'admin@contoso.example',
  proxy: { ...noProxy, kind: 'http', host: 'proxy.example', port: '3128', password: 'pr0xy-pass-word' },
  overrides: { smtpPort: '2525' },
};

it('keeps what was typed, without the secrets', () => {
  keepDraft('draft', values, {});
  const proxy = { ...values.proxy, password: '' };
  expect(readDraft('draft')).toEqual({ ...values, clientSecret: '', proxy });
  expect(kept.get('draft')).not.toMatch(/the-secret-itself|pr0xy-pass/);
});

it('keeps nothing of a secret that was pasted into a field of something else', () => {
  const { clientSecret: secret } = values;
  const wrong = { ...values, clientId: secret, senderAddress: secret, settings: { directoryId: secret } };
  keepDraft('draft', wrong, { clientId: 'no', senderAddress: 'no', 'settings.directoryId': 'no' });
  expect(kept.get('draft')).not.toContain(secret);
  expect(readDraft('draft')).toMatchObject({ senderName: values.senderName, clientId: '', senderAddress: '' });
});

it('keeps no private key that was pasted where a certificate belongs', () => {
  const caCertificate = '-----BEGIN PRIVATE KEY-----';
  keepDraft('draft', { ...values, overrides: { caCertificate } }, { 'overrides.caCertificate': 'no' });
  expect(kept.get('draft')).not.toContain('PRIVATE KEY');
});
