import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providerIndex, writeProviderIndex } from '#bin/provider-index.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const copy = mkdtempSync(path.join(tmpdir(), 'mailgrant-'));
const file = path.join(copy, 'lib/providers/known/aurora.ts');

/** A provider that nobody has heard of: its file is all there is of it. */
const aurora = `import type { ProviderRules, TextRule } from '#lib/providers/types.ts';

const text: TextRule = { label: 'Client ID', maxLength: 100, shapes: [{ is: '^au-', problem: 'It begins with au-.' }] };

export const aurora: ProviderRules = {
  label: 'Aurora Mail',
  grantKinds: ['authorization_code'],
  transports: ['smtp'],
  application: {
    authorization_code: {
      clientId: text,
      clientSecret: { ...text, shapes: [], label: 'Secret', name: 'secret', hasEnd: false, madeIn: 'Aurora' },
    },
  },
  settings: [],
  signInScopes: ['openid'],
  numberPrefix: '',
  oauthMail: {
    issuer: 'https://id.aurora.example',
    authorizationEndpoint: 'https://id.aurora.example/authorize',
    tokenEndpoint: 'https://id.aurora.example/token',
    clientAuthentication: 'client_secret_basic',
    smtpHost: 'smtp.aurora.example',
    smtpPort: 465,
    smtpSecurity: 'tls',
    saslMechanism: 'OAUTHBEARER',
    sendingScopes: ['mail.send'],
    authorizeParameters: { access_type: 'offline' },
    namesAccount: true,
    refreshTokenReuse: 'once',
    refreshTokenIdleDays: 30,
    grantsPage: 'https://aurora.example/apps',
    mailboxUrl: '',
    guide: [{ id: 'register', field: 'redirectUrl' }],
  },
};
`;

/** What another process, which starts from the copy's files alone, says of its providers. */
async function inTheCopy() {
  const script = `
    const { providerIds } = await import('#lib/providers/schema.ts');
    const { provider, providers, readProvidersFile } = await import('#lib/providers/index.ts');
    const { connectionInputSchema } = await import('#lib/connections/input-schema.ts');
    const input = {
      provider: 'aurora', grantKind: 'authorization_code', transport: 'smtp', senderName: 'Aurora',
      senderAddress: 'reports@aurora.example', clientSecret: 'secret', clientSecretExpiresAt: null, overrides: {},
    };
    const parse = (clientId) => connectionInputSchema.safeParse({ ...input, clientId });
    const problems = (clientId) => parse(clientId).error?.issues.map(({ path, message }) => [path.join('.'), message]);
    const known = providerIds.includes('aurora') ? provider('aurora') : null;
    console.log(JSON.stringify({
      offered: providers().map(({ label }) => label),
      parsed: parse('au-1').data, wrong: problems('1'),
      known, endpoints: known?.endpoints({}), access: known?.access('smtp'),
      mechanism: known?.saslMechanism({}), authentication: known?.clientAuthentication({}),
      asked: known?.authorizeParameters({}),
      moved: known && readProvidersFile('providers.json').aurora,
    }));`;
  const env = {
    NODE_ENV: 'test' as const,
    PATH: process.env.PATH,
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    PUBLIC_URL: 'http://localhost:3000',
    MAILGRANT_KEYS: process.env.MAILGRANT_KEYS,
  };
  const args = ['--input-type=module', '--disable-warning=ExperimentalWarning', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: copy, env });
  return JSON.parse(stdout);
}

beforeAll(() => {
  const left = /\.test\.ts$|[\\/]lib[\\/](testing|db[\\/]generated)$/;
  cpSync(path.join(root, 'lib'), path.join(copy, 'lib'), { recursive: true, filter: (source) => !left.test(source) });
  cpSync(path.join(root, 'package.json'), path.join(copy, 'package.json'));
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  writeFileSync(path.join(copy, 'providers.json'), JSON.stringify({ aurora: { smtpHost: 'localhost' } }));
});
afterAll(() => rmSync(copy, { recursive: true }));

describe('a file in lib/providers/known, and nothing else', () => {
  it('is not offered before it is there', async () => {
    writeProviderIndex(copy);
    const { offered, wrong } = await inTheCopy();
    expect(offered).not.toContain('Aurora Mail');
    expect(wrong).toEqual([['provider', expect.stringMatching(/^Name one of these: google, /)]]);
  });

  it('is a provider: offered by its name, asked for by its rules, behaving as it says', async () => {
    writeFileSync(file, aurora);
    writeProviderIndex(copy);
    const said = await inTheCopy();
    expect(said.offered).toEqual(['Aurora Mail', ...said.offered.slice(1)]);
    expect(said.offered.slice(-2)).toEqual(['Custom OAuth 2.0', 'SMTP server']);
    expect(said.parsed).toMatchObject({ provider: 'aurora', clientId: 'au-1', settings: {} });
    expect(said.wrong).toEqual([['clientId', 'It begins with au-.']]);
    expect(said.endpoints).toEqual({
      issuer: 'https://id.aurora.example',
      authorizationEndpoint: 'https://id.aurora.example/authorize',
      tokenEndpoint: 'https://id.aurora.example/token',
      apiUrl: '',
      smtpHost: 'smtp.aurora.example',
      smtpPort: 465,
      smtpSecurity: 'tls',
      caCertificate: '',
    });
    const scopes = { delegatedScopes: ['openid', 'mail.send'], requiredDelegatedScopes: ['mail.send'] };
    expect(said.access).toMatchObject(scopes);
    expect(said).toMatchObject({ mechanism: 'OAUTHBEARER', authentication: 'client_secret_basic' });
    expect(said.asked).toEqual({ access_type: 'offline' });
    const { namesAccount, refreshTokenReuse, refreshTokenIdleDays, grantsPage, guide } = said.known;
    expect([namesAccount, refreshTokenReuse, refreshTokenIdleDays]).toEqual([true, 'once', 30]);
    expect([grantsPage, guide]).toEqual(['https://aurora.example/apps', [{ id: 'register', field: 'redirectUrl' }]]);
    expect(said.moved).toEqual({ smtpHost: 'localhost' });
  });

  it('is gone with its file', async () => {
    rmSync(file, { force: true });
    writeProviderIndex(copy);
    expect((await inTheCopy()).offered).not.toContain('Aurora Mail');
  });

  it('is refused under a name that is no id', () => {
    const strange = path.join(copy, 'lib/providers/known/aurora-mail.ts');
    writeFileSync(strange, aurora);
    expect(() => providerIndex(copy)).toThrow('known/aurora-mail.ts is no provider');
    rmSync(strange);
  });
});

it('this installation knows the files that are there', () => {
  expect(readFileSync(path.join(root, 'lib/providers/generated/known.ts'), 'utf8')).toBe(providerIndex(root));
});
