import { expect, it } from 'vitest';
import { customView, type smtpView } from '#lib/testing/connection-view.ts';
import { rendered, textOf } from '#lib/testing/rendered.tsx';
import { SettingsFacts } from './settings-facts.tsx';

const told = (connection: typeof smtpView) => textOf(rendered(SettingsFacts, { connection }));

it('tells of any OAuth 2.0 server which it is, what it is asked for and how the application shows itself', () => {
  const text = told(customView);
  for (const said of [
    'Kind of grant Sign in as a user',
    'Client authentication Secret in the request body (client_secret_post)',
    'Sign-in at the mail server XOAUTH2',
    'Authorization URL https://login.contoso.example/authorize',
    'Access token URL https://login.contoso.example/token',
    'Issuer https://login.contoso.example',
    'Scope asked for openid smtp.send',
  ]) {
    expect(text).toContain(said);
  }
});

it('names no authorization URL where no person consents, and no server of a provider that is known', () => {
  expect(told({ ...customView, grantKind: 'client_credentials' })).not.toContain('Authorization URL');
  const microsoft = { ...customView, provider: 'microsoft', providerLabel: 'Microsoft 365' } as typeof smtpView;
  expect(told(microsoft)).not.toMatch(/Access token URL|Issuer/);
});
