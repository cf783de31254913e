import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createAuthorization } from './index.ts';

const input = {
  server: {
    issuer: 'https://login.example/v2.0',
    authorizationEndpoint: 'https://login.example/authorize?p=policy',
    tokenEndpoint: 'https://login.example/token',
  },
  clientId: 'client',
  redirectUri: 'https://mail.example/oauth/callback/microsoft',
  scopes: ['openid', 'https://graph.microsoft.com/Mail.Send'],
};

it('makes 1,000 authorization URLs, all with S256 and none with a challenge, state or nonce of another (O1)', async () => {
  const made = await Promise.all(Array.from({ length: 1_000 }, () => createAuthorization(input)));
  const asked = made.map((one) => new URL(one.url).searchParams);
  const different = (name: string) => new Set(asked.map((parameters) => parameters.get(name))).size;

  expect(asked.filter((parameters) => parameters.get('code_challenge_method') !== 'S256')).toHaveLength(0);
  expect(asked.filter((parameters) => parameters.get('response_type') !== 'code')).toHaveLength(0);
  expect([different('code_challenge'), different('state'), different('nonce')]).toEqual([1_000, 1_000, 1_000]);
  for (const { url, codeVerifier, state, nonce } of made) {
    const parameters = new URL(url).searchParams;
    expect(parameters.get('code_challenge')).toBe(createHash('sha256').update(codeVerifier).digest('base64url'));
    expect(url).not.toContain(codeVerifier);
    // 32 random bytes each: state needs 128 bits of randomness at least (O2).
    expect([state, nonce, codeVerifier].map((text) => Buffer.from(text, 'base64url').length)).toEqual([32, 32, 32]);
  }
});

it('sends the redirect URL to the byte, the scopes apart, and keeps what the endpoint already asks', async () => {
  const { url } = await createAuthorization({ ...input, loginHint: 'reports@contoso.example' });
  const parameters = Object.fromEntries(new URL(url).searchParams);

  expect(url.startsWith('https://login.example/authorize?p=policy&')).toBe(true);
  expect(parameters).toMatchObject({
    client_id: 'client',
    redirect_uri: input.redirectUri,
    scope: 'openid https://graph.microsoft.com/Mail.Send',
    login_hint: 'reports@contoso.example',
  });
  expect(parameters).not.toHaveProperty('prompt');
});

it('sends no nonce where no ID token is asked for that would carry it', async () => {
  const { url } = await createAuthorization({ ...input, scopes: ['mail.send'] });
  expect([...new URL(url).searchParams.keys()]).not.toContain('nonce');
});

it('tells a server what it wants to be told, and lets that replace nothing of ours', async () => {
  const parameters = { access_type: 'offline', state: 'chosen', code_challenge_method: 'plain' };
  const { url, state } = await createAuthorization({ ...input, parameters });
  expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
    access_type: 'offline',
    state,
    code_challenge_method: 'S256',
  });
});

it('says several times what is to stand there several times (RFC 8707 §2)', async () => {
  const resource = ['https://a.example', 'https://b.example'];
  const { url } = await createAuthorization({ ...input, parameters: { resource, p: 'another' } });
  const asked = new URL(url).searchParams;
  expect(asked.getAll('resource')).toEqual(resource);
  expect(asked.getAll('p')).toEqual(['another']);
});
