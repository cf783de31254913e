import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { Secret } from '#lib/crypto/secret.ts';
import type { Authorization, Fetch } from '#lib/oauth/index.ts';

export const directoryId = '11111111-2222-3333-4444-555555555555';
export const personId = '99999999-8888-7777-6666-555555555555';
const clientId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const redirectUri = 'http://localhost:3000/oauth/callback/microsoft';
const scopes = ['openid', 'profile', 'offline_access', 'https://graph.microsoft.com/Mail.Send'];

export type Issuer = Awaited<ReturnType<typeof anIssuer>>;

/**
 * An authorization server without a network: a fetch that answers as one. Everything it says can be changed, which is
 * what a hostile one would do; it enforces PKCE unless told not to.
 */
export async function anIssuer() {
  const issuer = `https://login.example/${directoryId}/v2.0`;
  const keys = await generateKeyPair('RS256');
  const codes = new Map<string, { nonce: string | null; challenge: string | null }>();
  const calls: { url: string; form: URLSearchParams }[] = [];
  const document: Record<string, unknown> = {
    issuer,
    authorization_endpoint: 'https://login.example/from-the-document/authorize',
    token_endpoint: 'https://login.example/from-the-document/token',
    jwks_uri: 'https://login.example/keys',
    id_token_signing_alg_values_supported: ['RS256'],
  };
  const said = {
    document: () => Response.json(document),
    enforcesPkce: true,
    /** Replaces the whole answer of the token endpoint. */
    token: undefined as (() => Response | Promise<Response>) | undefined,
    /** Replaces the ID token, given the one that would be right. */
    idToken: (claims: JWTPayload): Promise<string | undefined> | string | undefined => sign(claims),
  };

  async function sign(claims: JWTPayload, key = keys.privateKey, header: object = {}): Promise<string> {
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one', ...header }).sign(key);
  }

  const fetch: Fetch = async (url, init) => {
    const form = new URLSearchParams(init.body instanceof URLSearchParams ? init.body : '');
    calls.push({ url, form });
    if (url.endsWith('/.well-known/openid-configuration')) return said.document();
    if (url.includes('/.well-known/')) return new Response('', { status: 404 });
    if (url === 'https://login.example/keys') {
      return Response.json({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] });
    }
    if (said.token) return said.token();
    return form.get('grant_type') === 'authorization_code' ? redeem(form) : Response.json(answer({}));
  };

  async function redeem(form: URLSearchParams): Promise<Response> {
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!code || (said.enforcesPkce && code.challenge !== challenge)) {
      return Response.json({ error: 'invalid_grant', error_description: 'AADSTS501481: no.' }, { status: 400 });
    }
    return Response.json(answer({ id_token: await said.idToken(claimsFor(code.nonce)) }));
  }

  function claimsFor(nonce: string | null): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: issuer,
      aud: clientId,
      sub: 'pairwise',
      iat: now,
      nbf: now,
      exp: now + 3600,
      tid: directoryId,
      oid: personId,
      preferred_username: 'reports@contoso.example',
      name: 'Contoso Reports',
      ...(nonce === null ? {} : { nonce }),
    };
  }

  return {
    said,
    document,
    calls,
    fetch,
    sign,
    publicKey: keys.publicKey,
    server: {
      issuer,
      authorizationEndpoint: 'https://login.example/configured/authorize',
      tokenEndpoint: 'https://login.example/configured/token',
    },
    client: {
      clientId,
      authentication: { method: 'client_secret_post' as const, secret: new Secret('the-client-secret-value') },
    },
    redirectUri,
    scopes,
    tokenCalls: () => calls.filter((call) => call.form.has('grant_type')),
    /** Plays the person who accepts: where the browser would land. */
    consent: (authorization: Pick<Authorization, 'url'>, more: Record<string, string> = {}): URL => {
      const asked = new URL(authorization.url).searchParams;
      const code = `code-${randomUUID()}`;
      codes.set(code, { nonce: asked.get('nonce'), challenge: asked.get('code_challenge') });
      const back = { code, state: asked.get('state') ?? '', ...more };
      return new URL(`${redirectUri}?${new URLSearchParams(back)}`);
    },
  };
}

/** A good answer of a token endpoint (RFC 6749 §5.1). */
export function answer(more: Record<string, unknown>): Record<string, unknown> {
  return {
    token_type: 'Bearer',
    access_token: `access-${randomUUID()}`,
    refresh_token: `refresh-${randomUUID()}`,
    expires_in: 4200,
    scope: scopes.join(' '),
    ...more,
  };
}
