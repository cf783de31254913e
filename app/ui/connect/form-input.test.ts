import { describe, expect, it } from 'vitest';
import { connectionInputSchema } from '#lib/connections/schema.ts';
import { filled, guid, provider } from '#lib/testing/connection-form.ts';
import { fieldErrors, inputOf, problemsOf } from './form-input.ts';
import { providerValues } from './form-values.ts';
import type { KeptSecret } from './kept-secret.ts';

const kept: KeptSecret = {
  provider: 'microsoft',
  grantKind: 'authorization_code',
  clientId: guid,
  settings: { directoryId: guid },
  servers: providerValues(provider, filled),
  from: null,
  isEndRead: false,
};

describe('problemsOf', () => {
  it('finds nothing wrong with a filled form', () => {
    expect(problemsOf(provider, filled, null)).toEqual({});
    expect(connectionInputSchema.safeParse(inputOf(provider, filled, null)).success).toBe(true);
  });

  it('tells a secret’s ID from its value, a name from an id, and what is no address', () => {
    const wrong = {
      ...filled,
      clientSecret: guid,
      settings: { directoryId: 'contoso.example' },
      senderAddress: 'reports',
    };
    const problems = problemsOf(provider, wrong, null);
    expect(problems.clientSecret).toContain('secret’s ID');
    expect(problems['settings.directoryId']).toContain('not the tenant’s name');
    expect(problems.senderAddress).toContain('full e-mail address');
  });

  it('asks for the secret only where none is kept', () => {
    const without = { ...filled, clientSecret: '' };
    expect(problemsOf(provider, without, null)).toHaveProperty('clientSecret');
    expect(problemsOf(provider, without, kept)).toEqual({});
    expect(inputOf(provider, without, kept)).not.toHaveProperty('clientSecret');
  });

  it('names advanced fields as the form does', () => {
    const overrides = { smtpPort: 'abc', scopes: '', tokenEndpoint: 'login.example' };
    expect(Object.keys(problemsOf(provider, { ...filled, overrides }, null)).sort()).toEqual([
      'overrides.scopes',
      'overrides.smtpPort',
      'overrides.tokenEndpoint',
    ]);
  });

  it.each([
    ['Mail.Send', 'openid, profile and offline_access'],
    ['openid Mail.Send', 'profile and offline_access'],
    ['openid profile Mail.Send', 'offline_access'],
    ['OPENID profile offline_access Mail.Send', 'openid'],
  ])('asks for the scopes without which nobody is named or nothing lasts: %s', (scopes, missing) => {
    const asked = { ...filled, overrides: { scopes } };
    const message = `Signing in also needs ${missing}. Add what is missing, or reset the scopes.`;
    expect(problemsOf(provider, asked, null)).toEqual({ 'overrides.scopes': message });
    expect(problemsOf(provider, { ...asked, clientSecret: '' }, kept)).toEqual({ 'overrides.scopes': message });
    // Also beside what else is wrong: nobody wants to hear of one field after the other.
    expect(problemsOf(provider, { ...asked, clientId: '' }, null)).toHaveProperty(['overrides.scopes'], message);
    // An application asks for itself: nobody signs in.
    expect(problemsOf(provider, { ...asked, grantKind: 'client_credentials' }, null)).toEqual({});
  });

  it('takes those scopes in any order', () => {
    const scopes = 'Mail.Send\noffline_access\nprofile openid';
    expect(problemsOf(provider, { ...filled, overrides: { scopes } }, null)).toEqual({});
  });

  it.each([
    ['a tab', '\t'],
    ['a line break', '\n'],
    ['a bell', '\u0007'],
    ['a C1 control', '\u0085'],
    ['a line separator', '\u2028'],
    ['a paragraph separator', '\u2029'],
  ])('refuses %s in the sender’s name, which no mail could be composed with', (_what, between) => {
    const senderName = `Contoso${between}Reports`;
    expect(problemsOf(provider, { ...filled, senderName }, null)).toEqual({
      senderName: 'Use one line, without tabs or other control characters.',
    });
  });
});

it('shows the first problem of each field, wherever it stands in a list', () => {
  const problems = [
    { path: 'overrides.scopes.1', message: 'first' },
    { path: 'overrides.scopes.2', message: 'second' },
  ];
  expect(fieldErrors(problems)).toEqual({ 'overrides.scopes': 'first' });
});

it('shows at a field of its own what the API calls otherwise', () => {
  expect(fieldErrors([{ path: 'to', message: 'no address' }])).toEqual({ testRecipient: 'no address' });
  expect(fieldErrors([{ path: 'clientSecretFrom', message: 'not there' }])).toEqual({ clientSecret: 'not there' });
});
