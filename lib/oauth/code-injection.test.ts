import { generateKeyPairSync } from 'node:crypto';
import { exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { anIssuer, type Issuer } from '#lib/testing/issuer.ts';
import { createAuthorization, exchangeCode } from './index.ts';

async function aSession(issuer: Issuer) {
  const { server, client, redirectUri, scopes, fetch } = issuer;
  const authorization = await createAuthorization({ server, clientId: client.clientId, redirectUri, scopes });
  const finish = (callbackUrl: URL) =>
    exchangeCode({ server, client, redirectUri, scopes, fetch, ...authorization, callbackUrl });
  return { authorization, finish };
}

/** An attacker consents in a session of their own and puts that code into the victim's callback (RFC 9700 §4.5). */
async function inject(issuer: Issuer): Promise<unknown> {
  const attacker = await aSession(issuer);
  const victim = await aSession(issuer);
  const stolen = issuer.consent(attacker.authorization).searchParams.get('code') ?? '';
  return victim.finish(issuer.consent(victim.authorization, { code: stolen }));
}

const hourAgo = () => Math.floor(Date.now() / 1000) - 3600;
const changed = (change: (claims: JWTPayload) => JWTPayload) => (issuer: Issuer) => (claims: JWTPayload) =>
  issuer.sign(change(claims));
const without = (name: string) => changed(({ [name]: _gone, ...claims }) => claims);

const forged: [string, (issuer: Issuer) => (claims: JWTPayload) => Promise<string | undefined> | string | undefined][] =
  [
    ['no ID token', () => () => undefined],
    ['an empty one', () => () => ''],
    ['two parts only', () => () => 'e30.e30'],
    ['no nonce', without('nonce')],
    ['another nonce', changed((claims) => ({ ...claims, nonce: 'other' }))],
    ['a list as nonce', changed((claims) => ({ ...claims, nonce: [claims.nonce] }))],
    ['another audience', changed((claims) => ({ ...claims, aud: 'other-client' }))],
    ['no audience', without('aud')],
    ['more audiences without azp', changed((claims) => ({ ...claims, aud: [claims.aud as string, 'other'] }))],
    ['another azp', changed((claims) => ({ ...claims, aud: [claims.aud as string, 'other'], azp: 'other' }))],
    ['another issuer', changed((claims) => ({ ...claims, iss: 'https://evil.example' }))],
    ['another directory’s issuer', changed((claims) => ({ ...claims, iss: claims.iss?.replace('1111', '2222') }))],
    ['no issuer', without('iss')],
    ['an end in the past', changed((claims) => ({ ...claims, exp: hourAgo() }))],
    ['no end', without('exp')],
    ['a start in the future', changed((claims) => ({ ...claims, nbf: (claims.exp ?? 0) + 3600 }))],
    ['no subject', without('sub')],
    ['no signature', () => (claims) => new UnsecuredJWT(claims).encode()],
    ['the public key as shared secret', sharedSecret],
    ['a key of somebody else', otherKey],
    ['a key nobody publishes', (issuer) => (claims) => issuer.sign(claims, undefined, { kid: 'unknown' })],
    ['claims changed after signing', tampered],
    ['a signature cut off', (issuer) => async (claims) => (await issuer.sign(claims)).replace(/[^.]+$/, '')],
    ['a demand we do not know', (issuer) => (claims) => issuer.sign(claims, undefined, { crit: ['b64'], b64: true })],
    ['another algorithm', ps256],
  ];

function sharedSecret(issuer: Issuer) {
  return async (claims: JWTPayload) => {
    const secret = new TextEncoder().encode(await exportSPKI(issuer.publicKey));
    return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(secret);
  };
}

function otherKey(issuer: Issuer) {
  return async (claims: JWTPayload) => issuer.sign(claims, (await generateKeyPair('RS256')).privateKey);
}

function tampered(issuer: Issuer) {
  return async (claims: JWTPayload) => {
    const [header, , signature] = (await issuer.sign(claims)).split('.');
    const other = Buffer.from(JSON.stringify({ ...claims, oid: 'attacker' })).toString('base64url');
    return [header, other, signature].join('.');
  };
}

function ps256() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return (claims: JWTPayload) => new SignJWT(claims).setProtectedHeader({ alg: 'PS256', kid: 'one' }).sign(privateKey);
}

describe('50 injections, 0 accepted (O6)', () => {
  it.each(Array.from({ length: 15 }, (_, n) => n + 1))(
    'a stolen code, at a server without PKCE: nonce (%i)',
    async () => {
      const issuer = await anIssuer();
      issuer.said.enforcesPkce = false;
      await expect(inject(issuer)).rejects.toMatchObject({ reply: { code: 'id_token_invalid' } });
    },
  );

  it.each(Array.from({ length: 10 }, (_, n) => n + 1))(
    'a stolen code, at a server with PKCE: verifier (%i)',
    async () => {
      await expect(inject(await anIssuer())).rejects.toMatchObject({
        reply: { code: 'invalid_grant', numbers: [501481] },
      });
    },
  );

  it.each(forged)('an ID token with %s', async (_what, forge) => {
    const issuer = await anIssuer();
    issuer.said.idToken = forge(issuer);
    const { authorization, finish } = await aSession(issuer);

    const refusal = await finish(issuer.consent(authorization)).then(
      () => 'accepted',
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ name: 'OAuthRefusal', reply: { code: 'id_token_invalid' } });
    expect(JSON.stringify(refusal)).not.toMatch(/access-|refresh-|eyJ/);
  });

  it('accepts the same sessions when nobody interferes (control)', async () => {
    const issuer = await anIssuer();
    issuer.said.enforcesPkce = false;
    const { authorization, finish } = await aSession(issuer);
    await expect(finish(issuer.consent(authorization))).resolves.toHaveProperty('identity');
    expect(forged).toHaveLength(25);
  });
});
