import { expect, it } from 'vitest';
import { anIssuer } from '#lib/testing/issuer.ts';
import { discoverServer } from './index.ts';

const found = async (change: Record<string, unknown> = {}) => {
  const { server, document, fetch } = await anIssuer();
  Object.assign(document, change);
  return discoverServer({ issuer: server.issuer, fetch });
};

it('takes over the endpoints that the issuer names, and how it takes the secret', async () => {
  expect(await found({ token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_post'] })).toEqual({
    issuer: expect.stringContaining('https://login.example/'),
    authorizationEndpoint: 'https://login.example/from-the-document/authorize',
    tokenEndpoint: 'https://login.example/from-the-document/token',
    takesBasicOnly: false,
    issInResponse: false,
  });
  expect(await found()).toMatchObject({ takesBasicOnly: true });
  expect(await found({ token_endpoint_auth_methods_supported: ['client_secret_basic'] })).toMatchObject({
    takesBasicOnly: true,
  });
});

it('remembers that a server promises to name itself in its answers (RFC 9207)', async () => {
  const promise = { authorization_response_iss_parameter_supported: true };
  expect(await found(promise)).toMatchObject({ issInResponse: true });
  expect(await found({ authorization_response_iss_parameter_supported: 'true' })).toMatchObject({
    issInResponse: false,
  });
});

it.each([
  { issuer: 'https://evil.example' },
  { authorization_endpoint: undefined },
  { authorization_endpoint: 'http://login.example/authorize' },
  { authorization_endpoint: 'javascript:alert(1)' },
  { token_endpoint: 'http://login.example/token' },
  { token_endpoint: ['https://login.example/token'] },
])('goes nowhere by a document with %j (O5)', async (change) => {
  await expect(found(change)).rejects.toMatchObject({ name: 'OAuthRefusal', reply: { code: 'issuer_mismatch' } });
});
