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
  [{ SANDBOX_PORT: '3000' }, [], 'PORT (3000), SANDBOX_PORT (3000) and SANDBOX_SMTP_PORT (4587) must differ.'],
  [{ PUBLIC_URL: 'mail' }, [], 'PUBLIC_URL is “mail”'],
  [{ DATABASE_URL: 'mysql://u:secret@h/d' }, [], 'DATABASE_URL cannot be read'],
  [{}, ['--prod'], '“--prod” is not known here'],
])('refuses %j %j with a sentence', (env, args, sentence) => {
  expect(() => settingsFor(env as Record<string, string>, args)).toThrow(sentence);
});

it('does not repeat a password', () => {
  expect(() => settingsFor({ DATABASE_URL: 'mysql://u:secret@h/d' })).not.toThrow('secret');
});
