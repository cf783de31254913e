import { createPublicKey } from 'node:crypto';
import { decodeJwt, jwtVerify } from 'jose';
import { expect, it } from 'vitest';
import { Secret, sha256 } from '#lib/crypto/index.ts';
import { anIssuer, answer } from '#lib/testing/issuer.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import { type ClientAuthentication, type OAuthRefusal, requestClientCredentials } from './index.ts';

const clientId = 'the-client';
const rsa = aCertificate();
const elliptic = aCertificate({ key: 'ec' });
const der = (pem: string) => Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');

async function asked(key: string, more: object = {}, token = () => Response.json(answer({}))) {
  const issuer = await anIssuer();
  issuer.said.token = token;
  const { server, fetch } = issuer;
  const authentication: ClientAuthentication = { method: 'private_key_jwt', key: new Secret(key), ...more };
  const client = { clientId, authentication };
  return { issuer, request: requestClientCredentials({ server, client, scopes: ['mail'], fetch }) };
}

async function assertionOf(key: string, more: object = {}): Promise<string> {
  const { issuer, request } = await asked(key, more);
  await request;
  const [call] = issuer.calls;
  expect(Object.fromEntries(call?.form ?? [])).toMatchObject({
    client_id: clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  });
  expect(call?.form.get('client_secret')).toBeNull();
  return call?.form.get('client_assertion') ?? '';
}

it('shows an assertion by PS256 with the certificate’s SHA-256, for the token endpoint, good for five minutes', async () => {
  const assertion = await assertionOf(`${rsa.certificate}\n${rsa.keyPem}`);
  const { payload, protectedHeader } = await jwtVerify(assertion, createPublicKey(rsa.keyPem), {
    issuer: clientId,
    subject: clientId,
    audience: 'https://login.example/configured/token',
    maxTokenAge: '1m',
  });
  const thumbprint = sha256(der(rsa.certificate)).toString('base64url');
  expect(protectedHeader).toEqual({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint });
  expect(Object.keys(payload).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'sub']);
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  expect(payload.nbf).toBe(payload.iat);
});

it('names the certificate of its own key, wherever that stands in a chain', async () => {
  const other = aCertificate();
  const assertion = await assertionOf([other.certificate, rsa.keyPem, rsa.certificate].join('\n'));
  const { protectedHeader } = await jwtVerify(assertion, createPublicKey(rsa.keyPem));
  expect(protectedHeader['x5t#S256']).toBe(sha256(der(rsa.certificate)).toString('base64url'));
});

it('names no certificate where there is none, and never the same assertion twice', async () => {
  const [one, two] = await Promise.all([assertionOf(rsa.keyPem), assertionOf(rsa.keyPem)]);
  expect((await jwtVerify(one, createPublicKey(rsa.keyPem))).protectedHeader).toEqual({ alg: 'PS256', typ: 'JWT' });
  expect(decodeJwt(one).jti).not.toBe(decodeJwt(two).jti);
});

it('signs by ES256 for a server that takes such keys', async () => {
  const assertion = await assertionOf(`${elliptic.keyPem}${elliptic.certificate}`, { keyTypes: ['rsa', 'ec'] });
  const { protectedHeader } = await jwtVerify(assertion, createPublicKey(elliptic.keyPem));
  expect(protectedHeader).toMatchObject({ alg: 'ES256', 'x5t#S256': expect.any(String) });
});

it.each([
  ['a password', 'canary-password', {}],
  ['half a key', rsa.keyPem.slice(0, 400), {}],
  ['two keys', rsa.keyPem + aCertificate().keyPem, {}],
  ['a certificate alone', rsa.certificate, {}],
  ['the certificate of another key', rsa.keyPem + aCertificate().certificate, {}],
  ['an RSA key that is too small', aCertificate({ key: 'rsa-1024' }).keyPem, {}],
  ['an elliptic key where RSA alone is taken', elliptic.keyPem, {}],
  ['an RSA key where elliptic alone is taken', rsa.keyPem, { keyTypes: ['ec'] }],
])('refuses %s without asking anybody or quoting it', async (_what, key, more) => {
  const { issuer, request } = await asked(key, more);
  const error = (await request.catch((reason: unknown) => reason)) as OAuthRefusal;
  expect(error).toMatchObject({ name: 'OAuthRefusal', reply: { code: 'key_unreadable' } });
  expect(JSON.stringify(error) + error.message).not.toMatch(/canary|MII|BEGIN/);
  expect(issuer.calls).toEqual([]);
});

it('tells the server’s refusal without the assertion that it echoes', async () => {
  let shown = '';
  const { issuer, request } = await asked(rsa.keyPem, {}, () => {
    shown = issuer.calls[0]?.form.get('client_assertion') ?? '';
    return Response.json({ error: 'invalid_client', error_description: `No: ${shown}` }, { status: 401 });
  });
  const error = (await request.catch((reason: unknown) => reason)) as OAuthRefusal;
  expect(error.reply).toMatchObject({ status: 401, code: 'invalid_client' });
  expect(shown).toMatch(/^eyJ/);
  expect(error.reply.text).not.toContain(shown.slice(0, 40));
});
