import { generateKeyPairSync } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { expect, it } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { anIssuer, answer } from '#lib/testing/issuer.ts';
import { OAuthRefusal, requestByJwtBearer } from './index.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const clientId = 'mailer@project.example';
const scopes = ['https://mail.example/send', 'https://mail.example/read'];

async function asked(secret: string, token?: () => Response) {
  const issuer = await anIssuer();
  if (token) issuer.said.token = token;
  const { server, fetch } = issuer;
  const key = new Secret(secret);
  const request = requestByJwtBearer({ server, clientId, key, subject: 'reports@contoso.example', scopes, fetch });
  return { request, issuer };
}

it('asks with an assertion signed by the application’s key, for the mailbox, good for minutes', async () => {
  const { request, issuer } = await asked(pem);
  const got = await request;
  expect(got).not.toHaveProperty('refreshToken');

  const [call] = issuer.calls;
  expect(call?.url).toBe(issuer.server.tokenEndpoint);
  expect([...(call?.form.keys() ?? [])].sort()).toEqual(['assertion', 'grant_type']);
  expect(call?.form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
  const { payload, protectedHeader } = await jwtVerify(call?.form.get('assertion') ?? '', publicKey, {
    issuer: clientId,
    subject: 'reports@contoso.example',
    audience: issuer.server.tokenEndpoint,
    maxTokenAge: '1m',
  });
  expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT' });
  expect(payload.scope).toBe(scopes.join(' '));
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
});

it('takes the key file as it was downloaded, and names its key', async () => {
  const file = { type: 'service_account', private_key_id: 'k1', private_key: pem, client_email: clientId };
  const { request, issuer } = await asked(`${JSON.stringify(file, null, 2)}\n`);
  await request;
  const assertion = issuer.calls[0]?.form.get('assertion') ?? '';
  expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' });
  await jwtVerify(assertion, publicKey);
});

const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
it.each([
  ['a password', 'canary-password'],
  ['half a key', pem.slice(0, 400)],
  ['another kind of JSON', '{"web":{"client_secret":"canary-password"}}'],
  ['broken JSON', '{"private_key": "canary-password'],
  ['a key that is too small', small.export({ type: 'pkcs8', format: 'pem' }).toString()],
  ['a key of another kind', elliptic.export({ type: 'pkcs8', format: 'pem' }).toString()],
])('refuses %s without asking anybody or quoting it', async (_what, secret) => {
  const { request, issuer } = await asked(secret);
  const error = await request.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(OAuthRefusal);
  expect((error as OAuthRefusal).reply).toMatchObject({ protocol: 'oauth', code: 'key_unreadable' });
  expect(JSON.stringify(error)).not.toContain('canary');
  expect(issuer.calls).toEqual([]);
});

it('tells the server’s refusal, without the assertion it echoes', async () => {
  const { request, issuer } = await asked(pem, () => {
    const assertion = issuer.calls[0]?.form.get('assertion');
    const body = { error: 'invalid_grant', error_description: `Invalid JWT Signature: ${assertion}` };
    return Response.json(body, { status: 400 });
  });
  const error = (await request.catch((reason: unknown) => reason)) as OAuthRefusal;
  expect(error.reply).toMatchObject({ status: 400, code: 'invalid_grant' });
  expect(error.reply.text).toContain('Invalid JWT Signature');
  expect(error.reply.text).not.toContain('eyJ');
});

it('keeps no refresh token that such an answer should not have', async () => {
  const { request } = await asked(pem, () => Response.json(answer({ refresh_token: 'unasked' })));
  expect(await request).not.toHaveProperty('refreshToken');
});
