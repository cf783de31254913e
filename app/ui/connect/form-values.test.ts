import { expect, it } from 'vitest';
import { filled, guid, provider } from '#lib/testing/connection-form.ts';
import { emptyValues, providerValues } from './form-values.ts';

it('puts the typed directory into the provider’s endpoints', () => {
  expect(providerValues(provider, filled).tokenEndpoint).toBe(`https://login.example/${guid}/oauth2/v2.0/token`);
  expect(providerValues(provider, emptyValues(provider, 'Contoso')).issuer).toBe('https://login.example/…/v2.0');
});

it('follows the way of sending and the grant with the scopes', () => {
  const app = { ...filled, grantKind: 'client_credentials' } as const;
  expect(providerValues(provider, filled).scopes).toBe('openid\nprofile\noffline_access\nMail.Send');
  expect(providerValues(provider, app).scopes).toBe('.default');
});
