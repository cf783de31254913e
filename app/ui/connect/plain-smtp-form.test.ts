import { describe, expect, it } from 'vitest';
import { connectionInputSchema } from '#lib/connections/schema.ts';
import { aSmtpForm, smtpFilled } from '#lib/testing/smtp-form.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import { fieldPlaces, shownAdvanced } from './field-places.ts';
import { inputOf, problemsOf } from './form-input.ts';
import { providerValues } from './form-values.ts';

const problems = (change: object, form = aSmtpForm) => problemsOf(form, { ...smtpFilled, ...change }, null);
const host = { smtpHost: 'mymail.example.com' };

describe('the form of any SMTP server', () => {
  it('stands for a whole connection', () => {
    const input = inputOf(aSmtpForm, smtpFilled, null);
    expect(problems({})).toEqual({});
    expect(connectionInputSchema.parse(input)).toMatchObject({
      settings: { userName: 'reports@contoso.example' },
      overrides: host,
      proxy: null,
      testRecipient: null,
    });
  });

  it('asks for the mail server among its main fields, and for nothing of an authorization server', () => {
    expect(problems({ overrides: {} })).toEqual({ 'overrides.smtpHost': 'Enter the SMTP server.' });
    expect(shownAdvanced(smtpFilled)).toEqual(['smtpHost', 'smtpPort', 'smtpSecurity', 'caCertificate']);
    expect(fieldPlaces(aSmtpForm, smtpFilled)).toEqual({ server: [], hasMailServer: true, advanced: [] });
  });

  it.each([
    ['none', '25'],
    ['starttls', '587'],
    ['tls', '465'],
  ])('sets the port that goes with %s, unless another was typed', (smtpSecurity, port) => {
    const typed = { ...host, smtpSecurity };
    expect(providerValues(aSmtpForm, { ...smtpFilled, overrides: typed }).smtpPort).toBe(port);
    const input = inputOf(aSmtpForm, { ...smtpFilled, overrides: { ...typed, smtpPort: '2525' } }, null);
    expect(input.overrides).toEqual({ ...typed, smtpPort: 2525 });
  });

  it('takes the user name that is typed, once it is not the sender’s address', () => {
    expect(problems({ sameUserName: false })).toEqual({ 'settings.userName': 'Enter the user name.' });
    const input = inputOf(aSmtpForm, { ...smtpFilled, sameUserName: false, settings: { userName: 'relay' } }, null);
    expect(input.settings).toEqual({ userName: 'relay' });
    expect(Object.keys(problems({ senderAddress: '' }))).toEqual(['senderAddress']);
  });

  it.each(['short', 'x'.repeat(256)])('takes a password of 8 to 255 characters: not %s', (clientSecret) => {
    expect(Object.keys(problems({ clientSecret }))).toEqual(['clientSecret']);
  });
});

describe('a password without encryption', () => {
  const plain = { overrides: { ...host, smtpSecurity: 'none' } };
  const accepted = { ...plain, settings: { plainPassword: 'accepted' } };

  it('is to be allowed first', () => {
    expect(Object.keys(problems(plain))).toEqual(['settings.plainPassword']);
    expect(problems(accepted)).toEqual({});
    expect(inputOf(aSmtpForm, { ...smtpFilled, ...accepted }, null).settings).toHaveProperty('plainPassword');
  });

  it('is not allowed any longer than there is no encryption', () => {
    const encrypted = { ...smtpFilled, ...accepted, overrides: host };
    expect(inputOf(aSmtpForm, encrypted, null).settings).not.toHaveProperty('plainPassword');
  });

  it('is refused where the operator forbids it, and nothing else is', () => {
    const forbidding = { ...aSmtpForm, plainPasswords: 'forbidden' } as const;
    expect(Object.keys(problems(accepted, forbidding))).toEqual(['overrides.smtpSecurity']);
    expect(problems({ ...plain, grantKind: 'none', clientSecret: '' }, forbidding)).toEqual({});
  });
});

describe('a certificate of the server’s own', () => {
  it('is asked for once it was chosen', () => {
    expect(Object.keys(problems({ overrides: { ...host, caCertificate: '' } }))).toEqual(['overrides.caCertificate']);
  });

  it('holds no private key', () => {
    const { certificate, keyPem } = aCertificate({ key: 'ec' });
    expect(problems({ overrides: { ...host, caCertificate: certificate } })).toEqual({});
    const both = problems({ overrides: { ...host, caCertificate: `${certificate}${keyPem}` } });
    expect(both['overrides.caCertificate']).toContain('private key');
  });
});
