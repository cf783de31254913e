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
});

it.each([
  [undefined, true],
  [['client_secret_basic'], true],
  [['private_key_jwt', 'client_secret_basic', 'none'], true],
  [['client_secret_basic', 'client_secret_post'], false],
  [['client_secret_post'], false],
  [['private_key_jwt', 'none'], false],
  [['tls_client_auth'], false],
])('of %j Basic is the only way to show a secret: %s (RFC 8414 §2)', async (listed, takesBasicOnly) => {
  expect(await found({ token_endpoint_auth_methods_supported: listed })).toMatchObject({ takesBasicOnly });
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
