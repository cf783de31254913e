import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { google } from './google.ts';
import { readProvidersFile } from './index.ts';
import { microsoft } from './microsoft.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailgrant-'));
afterAll(() => rmSync(folder, { recursive: true }));

const directoryId = '11111111-2222-3333-4444-555555555555';

function fileWith(content: unknown): string {
  const path = join(folder, 'providers.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

it('is the global cloud by itself', () => {
  expect(microsoft().endpoints({ directoryId })).toEqual({
    issuer: `https://login.microsoftonline.com/${directoryId}/v2.0`,
    authorizationEndpoint: `https://login.microsoftonline.com/${directoryId}/oauth2/v2.0/authorize`,
    tokenEndpoint: `https://login.microsoftonline.com/${directoryId}/oauth2/v2.0/token`,
    apiUrl: 'https://graph.microsoft.com',
    smtpHost: 'smtp.office365.com',
    smtpPort: 587,
    smtpSecurity: 'starttls',
    caCertificate: '',
  });
});

it('asks for one resource per token', () => {
  const { access } = microsoft();
  for (const way of ['graph', 'smtp'] as const) {
    const { delegatedScopes, requiredDelegatedScopes, applicationScopes } = access(way);
    expect(delegatedScopes).toEqual(['openid', 'profile', 'email', 'offline_access', ...requiredDelegatedScopes]);
    expect(applicationScopes).toHaveLength(1);
    expect(applicationScopes[0]).toMatch(/\/\.default$/);
  }
});

it.each([
  ['graph', 'smtp.office365.com', 1],
  ['smtp', undefined, 1],
  ['smtp', 'smtp.office365.com', 1],
  ['smtp', 'smtp-mail.outlook.com', 1],
  ['smtp', 'smtp.hve.mx.microsoft', 11],
  ['smtp', 'SMTP-HVE.office365.com', 11],
] as const)('keeps to how long a token must live on, by %s at %s: %d minutes', (way, smtpHost, minutes) => {
  expect(microsoft().access(way, {}, smtpHost).minTokenLifeMs).toBe(minutes * 60_000);
});

it('takes a file’s values in place of its own, and keeps the rest', () => {
  const path = fileWith({
    microsoft: {
      authority: 'http://localhost:4010/login/',
      smtpPort: 4587,
      caCertificate: '-----BEGIN CERTIFICATE-----',
      links: { registration: 'http://localhost:4010/entra/register' },
    },
  });
  const provider = microsoft(readProvidersFile(path).microsoft);

  expect(provider.endpoints({ directoryId })).toMatchObject({
    issuer: `http://localhost:4010/login/${directoryId}/v2.0`,
    apiUrl: 'https://graph.microsoft.com',
    smtpHost: 'smtp.office365.com',
    smtpPort: 4587,
    caCertificate: '-----BEGIN CERTIFICATE-----',
  });
  expect(provider.guide[0]?.link).toBe('http://localhost:4010/entra/register');
  expect(provider.mailboxUrl).toBe('https://outlook.office.com/mail/');
});

it('is the real Google by itself, and a file’s values where there are some', () => {
  expect(google().endpoints({})).toEqual({
    issuer: 'https://accounts.google.com',
    authorizationEndpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenEndpoint: 'https://oauth2.googleapis.com/token',
    apiUrl: 'https://gmail.googleapis.com',
    smtpHost: 'smtp.gmail.com',
    smtpPort: 587,
    smtpSecurity: 'starttls',
    caCertificate: '',
  });
  const links = { gmailApi: 'http://localhost:4010/apis', audience: 'http://localhost:4010/audience' };
  const path = fileWith({ google: { tokenUrl: 'http://localhost:4010/token', smtpPort: 4588, links } });
  const provider = google(readProvidersFile(path).google);
  expect(provider.endpoints({})).toMatchObject({
    issuer: 'https://accounts.google.com',
    tokenEndpoint: 'http://localhost:4010/token',
    smtpPort: 4588,
  });
  const linkOf = (id: string) => provider.guide.find((step) => step.id === id)?.link;
  expect([linkOf('enable_api'), linkOf('audience')]).toEqual([links.gmailApi, links.audience]);
  expect(linkOf('delegation')).toBe('https://admin.google.com/ac/owl/domainwidedelegation');
});

it('asks of Google the least that each way of sending takes, and never for offline_access', () => {
  const { access, authorizeParameters } = google();
  for (const [way, scope] of [
    ['gmail', 'https://www.googleapis.com/auth/gmail.send'],
    ['smtp', 'https://mail.google.com/'],
  ] as const) {
    const { delegatedScopes, requiredDelegatedScopes, applicationScopes } = access(way);
    expect([delegatedScopes, requiredDelegatedScopes, applicationScopes]).toEqual([
      ['openid', 'email', scope],
      [scope],
      [scope],
    ]);
  }
  expect(authorizeParameters({})).toEqual({ access_type: 'offline', prompt: 'consent' });
});

it.each([
  ['not JSON', '{', 'is not JSON'],
  [
    'keys that it cannot have',
    { name: 'x', version: 1 },
    'it has unknown keys at its top: name, version. Known: google, microsoft',
  ],
  ['an unknown provider', { gmail: {} }, 'unknown keys at its top: gmail. Known: google, microsoft'],
  [
    'an unknown value',
    { microsoft: { autority: 'https://x.example' } },
    'microsoft has unknown keys: autority. Known: authority, graphUrl, ',
  ],
  [
    'an unknown link',
    { microsoft: { links: { mail: 'x' } } },
    'microsoft.links has unknown keys: mail. Known: registra',
  ],
  ['no object', ['microsoft'], 'cannot be used: it must be an object.'],
  ['a port out of range', { microsoft: { smtpPort: 70_000 } }, 'microsoft.smtpPort must be a port number from 1 to'],
  ['an authority that is no URL', { microsoft: { authority: 'login' } }, 'microsoft.authority must be a URL that'],
  [
    'two wrong values',
    { microsoft: { smtpHost: '', links: { registration: 'here' } } },
    'microsoft.smtpHost must not be empty; microsoft.links.registration must be a URL.',
  ],
])('says what is wrong with a file that holds %s', (_what, content, named) => {
  const path = fileWith(content);
  expect(() => readProvidersFile(path)).toThrow(
    expect.objectContaining({ name: 'AppError', message: expect.stringContaining(named) }),
  );
});

it('says so when the file is not there', () => {
  expect(() => readProvidersFile(join(folder, 'none.json'))).toThrow('none.json cannot be read');
});
