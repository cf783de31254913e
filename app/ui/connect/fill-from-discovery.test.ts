import { expect, it } from 'vitest';
import type { Discovery } from '#lib/connections/schema.ts';
import { filled } from '#lib/testing/connection-form.ts';
import { fillFromDiscovery } from './fill-from-discovery.ts';

const read: Discovery = {
  issuer: 'https://login.example',
  authorizationEndpoint: 'https://login.example/authorize',
  tokenEndpoint: 'https://login.example/token',
  issInResponse: true,
  takesBasicOnly: true,
};

it('fills what is empty', () => {
  expect(fillFromDiscovery(filled, read)).toMatchObject({
    overrides: {
      issuer: 'https://login.example',
      authorizationEndpoint: 'https://login.example/authorize',
      tokenEndpoint: 'https://login.example/token',
      issInResponse: 'true',
    },
    settings: { clientAuthentication: 'client_secret_basic' },
    filled: ['issuer', 'authorizationEndpoint', 'tokenEndpoint'],
    other: [],
  });
});

it('overwrites nothing that was typed, and promises nothing for a server that may be another', () => {
  const typed = { tokenEndpoint: 'https://other.example/token', scopes: 'mail' };
  const values = { ...filled, overrides: typed, settings: { clientAuthentication: 'client_secret_post' } };
  const after = fillFromDiscovery(values, read);
  expect(after.overrides).toMatchObject(typed);
  expect(after.overrides).not.toHaveProperty('issInResponse');
  expect(after.settings).toEqual({ clientAuthentication: 'client_secret_post' });
  expect(after.other).toEqual([{ field: 'tokenEndpoint', text: 'https://login.example/token' }]);
});

it('asks for no consent screen where nobody consents', () => {
  const after = fillFromDiscovery({ ...filled, grantKind: 'client_credentials' }, read);
  expect(after.overrides).not.toHaveProperty('authorizationEndpoint');
});
