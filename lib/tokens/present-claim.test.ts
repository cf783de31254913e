import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { custom } from '#lib/providers/custom.ts';
import { anIssuer } from '#lib/testing/issuer.ts';
import type { Claim } from './claim-lease.ts';
import { presentClaim } from './present-claim.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

async function grantTypeFor(applicationGrant: 'client_credentials' | 'jwt_bearer', refreshToken: Secret | null) {
  const { server, fetch, scopes, calls } = await anIssuer();
  const settings = {
    server,
    fetch,
    scopes,
    provider: { ...custom(), applicationGrant },
    settings: {},
    connection: { clientId: 'client', senderAddress: 'a@b.example' },
  };
  const claim = { settings, clientSecret: new Secret(key), refreshToken };
  const answer = await presentClaim(claim as unknown as Claim);
  expect(answer.kind).toBe('granted');
  return calls[0]?.form.get('grant_type');
}

it('asks for an application’s token the way its provider gives one', async () => {
  expect(await grantTypeFor('client_credentials', null)).toBe('client_credentials');
  expect(await grantTypeFor('jwt_bearer', null)).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
});

it('presents a refresh token where there is one, whatever its applications do', async () => {
  expect(await grantTypeFor('jwt_bearer', new Secret('held'))).toBe('refresh_token');
});
