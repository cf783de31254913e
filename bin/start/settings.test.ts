import { expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const settingsFor = (env: Record<string, string>, args: string[] = []) => readSettings(env, args);

it('brings the demo on this machine, and lets the address follow the port', () => {
  expect(settingsFor({ PORT: '3999' })).toMatchObject({
    publicUrl: 'http://localhost:3999',
    demo: true,
    host: 'localhost',
    sandboxPort: 4010,
    sandboxSmtpPort: 4587,
    sandboxGoogleSmtpPort: 4588,
    sandboxGoogleSmtpsPort: 4465,
    sandboxPlainSmtpPort: 4025,
    sandboxPlainSmtpsPort: 4466,
    setupCode: undefined,
    dev: false,
  });
});

it('leaves the demo out elsewhere, and makes a set-up code instead', () => {
  const settings = settingsFor({ PUBLIC_URL: 'https://mail.example.com/' });
  expect(settings).toMatchObject({ publicUrl: 'https://mail.example.com', demo: false, host: '0.0.0.0' });
  expect(settings.setupCode).toMatch(/^[\w-]{20}$/);
});

it('is not taken in by an address that only begins like this machine', () => {
  expect(settingsFor({ PUBLIC_URL: 'https://localhost.example.com' }).demo).toBe(false);
});

it.each([
  [{ PORT: '0' }, [], 'PORT is “0”: it must be a port number from 1 to 65535.'],
  [{ SANDBOX_PORT: '80 80' }, [], 'SANDBOX_PORT is “80 80”'],
  [{ SANDBOX_SMTP_PORT: '70000' }, [], 'SANDBOX_SMTP_PORT is “70000”'],
  [{ SANDBOX_PORT: '3000' }, [], 'PORT (3000) and SANDBOX_PORT (3000) must differ.'],
  [
    { SANDBOX_GOOGLE_SMTP_PORT: '4465' },
    [],
    'SANDBOX_GOOGLE_SMTP_PORT (4465) and SANDBOX_GOOGLE_SMTPS_PORT (4465) must differ.',
  ],
  [
    { SANDBOX_PLAIN_SMTPS_PORT: '4025' },
    [],
    'SANDBOX_PLAIN_SMTP_PORT (4025) and SANDBOX_PLAIN_SMTPS_PORT (4025) must differ.',
  ],
  [{ PUBLIC_URL: 'mail' }, [], 'PUBLIC_URL is “mail”'],
  [{ PUBLIC_URL: 'http://mail.example.com' }, [], 'PUBLIC_URL is “http://mail.example.com”: it must be an origin'],
  [{ DATABASE_URL: 'mysql://u:secret@h/d' }, [], 'DATABASE_URL cannot be read'],
  [{ DATABASE_URL: 'postgresql://u:secret@h/d' }, [], 'DATABASE_URL is set and MAILGRANT_KEYS is not'],
  [{ MAILGRANT_KEYS: 'secret' }, [], 'MAILGRANT_KEYS is wrong: entry 1 has no kid before its key'],
  [{ SETUP_CODE: 'secret' }, [], 'SETUP_CODE must have at least 8 characters'],
  [{ EGRESS_ALLOW: 'localhost' }, [], 'EGRESS_ALLOW is “localhost”: it must be host:port pairs'],
  [{ LOG_LEVEL: 'loud' }, [], 'LOG_LEVEL is “loud”: it must be one of'],
  [{ PROVIDERS_FILE: '/nowhere/providers.json' }, [], 'PROVIDERS_FILE /nowhere/providers.json cannot be read'],
  [{ SIGN_IN_FILE: '/nowhere/sign-in.json' }, [], 'SIGN_IN_FILE /nowhere/sign-in.json cannot be read'],
  [{}, ['--prod'], '“--prod” is not known here'],
])('refuses %j %j with a sentence', (env, args, sentence) => {
  expect(() => settingsFor(env as Record<string, string>, args)).toThrow(sentence);
});

it('does not repeat a secret', () => {
  for (const secret of [
    { DATABASE_URL: 'mysql://u:secret@h/d' },
    { MAILGRANT_KEYS: 'secret' },
    { SETUP_CODE: 'secret' },
  ])
    expect(() => settingsFor(secret as unknown as Record<string, string>)).not.toThrow('secret');
});

it('leaves to the programs what is given, and makes nothing of its own of it', () => {
  const keys = `k1:${Buffer.alloc(32).toString('base64')}`;
  const given = { DATABASE_URL: 'postgresql://u:p@h/d', MAILGRANT_KEYS: keys, NODE_ENV: 'whatever' };
  expect(settingsFor(given)).toMatchObject({ databaseUrl: given.DATABASE_URL, keys });
  expect(settingsFor({})).toMatchObject({ databaseUrl: undefined, keys: undefined, providersFile: undefined });
});
