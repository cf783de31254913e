import { describe, expect, it } from 'vitest';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { filled, guid, provider } from '#lib/testing/connection-form.ts';
import { inputOf, problemsOf } from './form-input.ts';
import { providerValues, valuesOf } from './form-values.ts';
import { keepsSecret, keptSecretOf, secretMovedBy } from './kept-secret.ts';

const { tokenEndpoint, apiUrl, smtpHost, caCertificate } = providerValues(provider, filled);
const endpoints = { tokenEndpoint, apiUrl, smtpHost, smtpPort: 587, smtpSecurity: 'starttls', caCertificate };
const stored = {
  ...filled,
  id: 'in-use',
  provider: 'microsoft',
  grantKind: 'authorization_code',
  hasClientSecret: true,
  endpoints,
  proxy: null,
} as unknown as ConnectionView;
const ids = {
  provider: 'microsoft',
  grantKind: 'authorization_code',
  clientId: guid,
  settings: { directoryId: guid },
} as const;
const kept = { ...ids, servers: endpoints, proxy: null, from: 'in-use', isEndRead: false };
const untyped = { ...filled, clientSecret: '' };
const another = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----';
const other = guid.replace('1', '9');

describe('keptSecretOf', () => {
  it('keeps a candidate’s own secret, and copies that of a connection in use', () => {
    expect(keptSecretOf(stored, null)).toEqual({ ...kept, from: null });
    expect(keptSecretOf(null, stored)).toEqual(kept);
    const read = { ...stored, secretEndSource: 'provider' } as const;
    expect(keptSecretOf(read, null)).toMatchObject({ isEndRead: true });
    expect(keptSecretOf({ ...stored, id: 'made' }, stored)?.from).toBeNull();
  });

  it('keeps nothing where nothing is stored', () => {
    expect(keptSecretOf(null, null)).toBeNull();
    expect(keptSecretOf(null, { ...stored, hasClientSecret: false })).toBeNull();
  });
});

describe('secretMovedBy', () => {
  it.each([
    ['nothing', untyped, null],
    ['the same ids in capitals, with blanks around', { ...untyped, clientId: ` ${guid.toUpperCase()} ` }, null],
    ['the same token endpoint, typed', { ...untyped, overrides: { tokenEndpoint: ` ${tokenEndpoint}` } }, null],
    ['the same SMTP port, typed', { ...untyped, overrides: { smtpPort: '587 ' } }, null],
    ['who sends, and how', { ...untyped, senderAddress: 'a@b.example', transport: 'smtp' }, null],
    ['another application', { ...untyped, clientId: other }, 'clientId'],
    ['another directory', { ...untyped, settings: { directoryId: other } }, 'settings.directoryId'],
    ['another server', { ...untyped, overrides: { tokenEndpoint: 'https://elsewhere.example' } }, 'tokenEndpoint'],
    ['another Graph', { ...untyped, overrides: { apiUrl: 'https://elsewhere.example' } }, 'apiUrl'],
    ['another SMTP server', { ...untyped, overrides: { smtpHost: 'elsewhere.example' } }, 'smtpHost'],
    ['another SMTP port', { ...untyped, overrides: { smtpPort: '2525' } }, 'smtpPort'],
    ['another authority', { ...untyped, overrides: { caCertificate: another } }, 'caCertificate'],
  ] as const)('%s', (_what, values, moved) => {
    expect(secretMovedBy(provider, values, kept)?.fact ?? null).toBe(moved);
    expect(keepsSecret(provider, values, kept)).toBe(moved === null);
    expect('clientSecret' in inputOf(provider, values, kept)).toBe(moved !== null);
    expect(Object.keys(problemsOf(provider, values, kept))).toEqual(moved === null ? [] : ['clientSecret']);
  });

  it('nothing, where a form begins with what is stored, whatever was changed there and with blanks around', () => {
    const url = 'https://elsewhere.example/';
    const pem = '-----BEGIN CERTIFICATE-----\n';
    const overrides = { tokenEndpoint: url, apiUrl: url, smtpHost: 'elsewhere', smtpPort: 2525, caCertificate: pem };
    const used = { ...overrides, smtpSecurity: 'starttls' };
    const holder = { ...stored, overrides, endpoints: used } as unknown as ConnectionView;
    const moved = (connection: ConnectionView, keptOne = keptSecretOf(null, connection)) =>
      keptOne && secretMovedBy(provider, valuesOf(connection), keptOne);
    expect(moved(holder)).toBeNull();
    expect(moved({ ...stored, overrides: {} })).toBeNull();
    // Control: one that was changed there is seen.
    expect(moved({ ...holder, overrides: {} }, keptSecretOf(null, holder))?.fact).toBe('tokenEndpoint');
  });

  it('another provider', () => {
    const another = { ...kept, provider: 'another' as 'microsoft' };
    expect(secretMovedBy(provider, untyped, another)?.fact).toBe('provider');
  });

  it('sends what is typed, stored secret or not', () => {
    expect(inputOf(provider, filled, kept)).toHaveProperty('clientSecret', filled.clientSecret);
  });
});
