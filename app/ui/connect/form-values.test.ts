import { describe, expect, it } from 'vitest';
import { connectionInputSchema } from '#lib/connections/schema.ts';
import { emptyValues, type FormValues, fieldErrors, inputOf, problemsOf, providerValues } from './form-values.ts';
import { directoryMark, type ProviderForm } from './provider-form.ts';

const provider: ProviderForm = {
  id: 'microsoft',
  label: 'Microsoft 365',
  grantKinds: ['authorization_code', 'client_credentials'],
  transports: ['graph', 'smtp'],
  guide: [],
  redirectUrl: 'http://localhost:3000/oauth/callback/microsoft',
  endpoints: {
    issuer: `https://login.example/${directoryMark}/v2.0`,
    authorizationEndpoint: `https://login.example/${directoryMark}/oauth2/v2.0/authorize`,
    tokenEndpoint: `https://login.example/${directoryMark}/oauth2/v2.0/token`,
    graphUrl: 'https://graph.example',
    smtpHost: 'smtp.example',
    smtpPort: 587,
    caCertificate: '',
  },
  scopes: {
    graph: {
      authorization_code: ['openid', 'profile', 'offline_access', 'Mail.Send'],
      client_credentials: ['.default'],
    },
    smtp: {
      authorization_code: ['openid', 'profile', 'offline_access', 'SMTP.Send'],
      client_credentials: ['.default'],
    },
  },
};

const guid = '11111111-2222-3333-4444-555555555555';

const filled: FormValues = {
  ...emptyValues(provider, 'Contoso'),
  senderName: 'Contoso Reports',
  senderAddress: 'reports@contoso.example',
  clientId: guid,
  directoryId: guid,
  clientSecret: 'abc~DEF',
};

describe('problemsOf', () => {
  it('finds nothing wrong with a filled form', () => {
    expect(problemsOf(provider, filled, false)).toEqual({});
    expect(connectionInputSchema.safeParse(inputOf(provider, filled, false)).success).toBe(true);
  });

  it('tells a secret’s ID from its value, a name from an id, and what is no address', () => {
    const wrong = { ...filled, clientSecret: guid, directoryId: 'contoso.example', senderAddress: 'reports' };
    const problems = problemsOf(provider, wrong, false);
    expect(problems.clientSecret).toContain('secret’s ID');
    expect(problems.directoryId).toContain('not the tenant’s name');
    expect(problems.senderAddress).toContain('full e-mail address');
  });

  it('asks for the secret only where none is kept', () => {
    const without = { ...filled, clientSecret: '' };
    expect(problemsOf(provider, without, false)).toHaveProperty('clientSecret');
    expect(problemsOf(provider, without, true)).toEqual({});
    expect(inputOf(provider, without, true)).not.toHaveProperty('clientSecret');
  });

  it('names advanced fields as the form does', () => {
    const overrides = { smtpPort: 'abc', scopes: '', tokenEndpoint: 'login.example' };
    expect(Object.keys(problemsOf(provider, { ...filled, overrides }, false)).sort()).toEqual([
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
    expect(problemsOf(provider, asked, false)).toEqual({ 'overrides.scopes': message });
    expect(problemsOf(provider, { ...asked, clientSecret: '' }, true)).toEqual({ 'overrides.scopes': message });
    // Also beside what else is wrong: nobody wants to hear of one field after the other.
    expect(problemsOf(provider, { ...asked, clientId: '' }, false)).toHaveProperty(['overrides.scopes'], message);
    // An application asks for itself: nobody signs in.
    expect(problemsOf(provider, { ...asked, grantKind: 'client_credentials' }, false)).toEqual({});
  });

  it('takes those scopes in any order', () => {
    const scopes = 'Mail.Send\noffline_access\nprofile openid';
    expect(problemsOf(provider, { ...filled, overrides: { scopes } }, false)).toEqual({});
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
    expect(problemsOf(provider, { ...filled, senderName }, false)).toEqual({
      senderName: 'Use one line, without tabs or other control characters.',
    });
  });
});

it('puts the typed directory into the provider’s endpoints', () => {
  expect(providerValues(provider, filled).tokenEndpoint).toBe(`https://login.example/${guid}/oauth2/v2.0/token`);
  expect(providerValues(provider, emptyValues(provider, 'Contoso')).issuer).toBe('https://login.example/…/v2.0');
});

it('follows the way of sending and the grant with the scopes', () => {
  const app = { ...filled, grantKind: 'client_credentials' } as const;
  expect(providerValues(provider, filled).scopes).toBe('openid\nprofile\noffline_access\nMail.Send');
  expect(providerValues(provider, app).scopes).toBe('.default');
});

it('shows the first problem of each field, wherever it stands in a list', () => {
  const problems = [
    { path: 'overrides.scopes.1', message: 'first' },
    { path: 'overrides.scopes.2', message: 'second' },
  ];
  expect(fieldErrors(problems)).toEqual({ 'overrides.scopes': 'first' });
});
