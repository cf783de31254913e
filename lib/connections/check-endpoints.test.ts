import { rootCertificates } from 'node:tls';
import { beforeAll, expect, it } from 'vitest';
import { secureContext } from '#lib/egress/index.ts';
import { AppError } from '#lib/errors/index.ts';
import type { GrantKind } from '#lib/providers/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import { checkEndpoints } from './check-endpoints.ts';
import { overridesSchema } from './schema.ts';

const certificate = rootCertificates[0] ?? '';
const another = rootCertificates[1] ?? '';
const key = `-----BEGIN PRIVATE KEY-----\n${'MIIE'.repeat(12)}\n-----END PRIVATE KEY-----`;

type Settings = Parameters<typeof checkEndpoints>[0]['overrides'];

beforeAll(() => allowEgress('localhost', 4010));

/** Each refused field with what is said of it. */
function refused(overrides: Settings, grantKind: GrantKind = 'client_credentials'): Record<string, string> {
  try {
    checkEndpoints({ overrides }, { provider: 'microsoft', grantKind, transport: 'graph' });
    return {};
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('invalid_input');
    return Object.fromEntries(error.fields.map(({ path, message }) => [path, message]));
  }
}

it('takes settings that can work', () => {
  const settings: Settings = {
    issuer: 'https://login.example/tenant/v2.0',
    authorizationEndpoint: 'https://login.example/authorize?p=policy',
    tokenEndpoint: 'http://localhost:4010/token?p=policy',
    apiUrl: 'https://graph.example:8443/',
    smtpPort: 465,
    saveToSentItems: false,
  };
  expect(refused(settings)).toEqual({});
  expect(refused({})).toEqual({});
});

it.each([
  ['one certificate', certificate],
  ['two, with Windows line ends', `${certificate}\n${another}`.replaceAll('\n', '\r\n')],
  ['nothing but space', ' \n'],
])('takes %s, as egress does', (_what, caCertificate) => {
  expect(refused({ caCertificate })).toEqual({});
  expect(() => secureContext(caCertificate)).not.toThrow();
});

it('refuses by name a certificate that has ended, and one that is there twice', () => {
  const ended = aCertificate({ subject: 'Old', notAfter: new Date('2025-03-03'), notBefore: new Date('2024-03-03') });
  const said = (caCertificate: string) => refused({ caCertificate })['overrides.caCertificate'];
  expect(said(ended.certificate)).toBe('The certificate of Old ended on 3 March 2025. Use the one that replaced it.');
  expect(said(certificate + certificate)).toMatch(/ is in it twice\. Paste it once\.$/);
});

it.each([
  ['a subject line', `subject=CN = Contoso Root\n${certificate}`],
  ['the text of openssl x509', `Certificate:\n    Data:\n        Version: 3 (0x2)\n${certificate}`],
  ['words after it', `${certificate}\nthe second one is missing`],
])('takes the certificate alone out of %s, which egress would refuse at use', (_what, given) => {
  expect(() => secureContext(given)).toThrow('not in PEM form');
  const { caCertificate = '' } = overridesSchema.parse({ caCertificate: given });
  expect(caCertificate).toBe(`${certificate.trim()}\n`);
  expect(refused({ caCertificate })).toEqual({});
  expect(() => secureContext(caCertificate)).not.toThrow();
});

it.each([
  ['a second one without its end', `${certificate}\n${another.slice(0, 200)}`],
  ['no certificate at all', 'Contoso Root'],
  ['a certificate nobody can read', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
  ['a certificate request', certificate.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST')],
])('refuses %s, as egress would at use', (_what, caCertificate) => {
  expect(() => secureContext(caCertificate)).toThrow('not in PEM form');
  expect(refused({ caCertificate })['overrides.caCertificate']).toMatch(
    /^(Paste only whole certificates|A certificate in it cannot be read|This is not in PEM form|This is a certificate request)/,
  );
});

it.each([
  ['beside a certificate', `${certificate}\n${key}`],
  ['without its end', `${certificate}\n${key.slice(0, 60)}`],
  ['without its dashes', `BEGIN PRIVATE KEY\n${certificate}`],
  ['of RSA', key.replaceAll('PRIVATE KEY', 'RSA PRIVATE KEY')],
  ['encrypted, in small letters', key.replaceAll('PRIVATE KEY', 'encrypted private key')],
])('refuses a private key %s with a sentence of its own, which does not repeat it', (_what, caCertificate) => {
  const problems = refused({ caCertificate });
  expect(problems['overrides.caCertificate']).toMatch(/private key.*consider that key exposed/);
  expect(JSON.stringify(problems)).not.toContain('MIIE');
});

const urlFields = ['issuer', 'authorizationEndpoint', 'tokenEndpoint', 'apiUrl'] as const;

it.each(urlFields)('refuses user names and fragments in %s', (field) => {
  for (const url of [
    'https://user@login.example/',
    'https://user:secret@login.example/',
    'https://:x@login.example/',
  ]) {
    const problems = refused({ [field]: url });
    expect(Object.keys(problems)).toEqual([`overrides.${field}`]);
    expect(problems[`overrides.${field}`]).toContain('user name');
    expect(JSON.stringify(problems)).not.toContain('secret');
  }
  for (const url of ['https://login.example/#top', 'https://login.example/#']) {
    expect(refused({ [field]: url })[`overrides.${field}`], url).toContain('after #');
  }
});

it.each(['issuer', 'apiUrl'] as const)('refuses a query in %s, behind which paths are put', (field) => {
  expect(refused({ [field]: 'https://login.example/?a=b' })[`overrides.${field}`]).toContain('after ?');
});

it.each([
  'smtp.example',
  'SMTP.Example.',
  'localhost',
  'mail_1.example',
  'smtp.müller.example',
  '93.184.216.34',
  '2606:2800:220:1::1',
])('takes %s for a mail server', (smtpHost) => {
  expect(refused({ smtpHost })).toEqual({});
});

it.each([
  'smtp.example:587',
  'smtp://smtp.example',
  'smtp.example/',
  'user@smtp.example',
  'smtp example',
  'smtp..example',
  '.smtp.example',
  '-smtp.example',
  'smtp-.example',
  '256.256.256.256',
  '2001:db8::12345',
  `${'a'.repeat(64)}.example`,
  'smtp.example?',
  `${'a.'.repeat(127)}example`,
  'smtp<.example',
])('refuses %s for a mail server', (smtpHost) => {
  expect(Object.keys(refused({ smtpHost }))).toEqual(['overrides.smtpHost']);
});

it('refuses scopes that name nobody, of a change together with what is stored', () => {
  const scopes = ['https://graph.microsoft.com/Mail.Send'];
  expect(Object.keys(refused({ scopes }, 'authorization_code'))).toEqual(['overrides.scopes']);
  expect(refused({ scopes }, 'client_credentials')).toEqual({});
});

it('names every field at once', () => {
  const wrong: Settings = { issuer: 'https://a@b.example', smtpHost: 'a b', caCertificate: 'x' };
  expect(Object.keys(refused(wrong))).toEqual(['overrides.issuer', 'overrides.smtpHost', 'overrides.caCertificate']);
});
