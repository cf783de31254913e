import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';

type Code = { asked: URLSearchParams; issuer: string; claims: JWTPayload };
type TokenCall = { secret: string | null; authorization: string | null; code: string | null };

/**
 * OpenID Connect issuers on this machine, `one`, `two` (which takes secrets by HTTP Basic alone) and `three`, and
 * SIGN_IN_FILE that lists them. They issue whatever ID token a test wants; PKCE and the redirect URI they enforce.
 */
export function useSignInIssuers() {
  const codes = new Map<string, Code>();
  const tokenCalls: TokenCall[] = [];
  const said = {
    /** Changes the ID token from what would be right. */
    claims: (right: JWTPayload): JWTPayload => right,
    /** Signs by a key that the issuer does not publish. */
    forged: false,
    /** Changes the discovery document. */
    document: (right: Record<string, unknown>): object => right,
    /** Runs before the token endpoint answers. */
    beforeToken: async () => {},
    tokenError: undefined as object | undefined,
  };
  let origin = '';
  let close = () => {};
  let sign: (claims: JWTPayload) => Promise<string>;

  beforeAll(async () => {
    const [own, foreign] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
    const jwk = { ...(await exportJWK(own.publicKey)), kid: 'own', alg: 'RS256', use: 'sig' };
    sign = (claims) => {
      const { privateKey } = said.forged ? foreign : own;
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'own' }).sign(privateKey);
    };
    const server = createServer((request, response) => {
      answer(request, response, jwk).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    origin = `http://127.0.0.1:${port}`;
    close = () => {
      server.closeAllConnections();
      server.close();
    };
    const file = join(mkdtempSync(join(tmpdir(), 'sign-in-')), 'sign-in.json');
    writeFileSync(file, JSON.stringify(['one', 'two', 'three'].map(entry)));
    vi.stubEnv('SIGN_IN_FILE', file);
    vi.stubEnv('EGRESS_ALLOW', `127.0.0.1:${port}`);
  });
  afterAll(() => close());
  beforeEach(() => {
    tokenCalls.length = 0;
    Object.assign(said, { claims: (right: JWTPayload) => right, forged: false, tokenError: undefined });
    Object.assign(said, { document: (right: object) => right, beforeToken: async () => {} });
  });

  const entry = (id: string) => ({
    id,
    label: `Issuer ${id}`,
    issuer: `${origin}/${id}`,
    clientId: `client-of-${id}`,
    clientSecret: `secret-of-${id}`,
  });

  async function answer(request: IncomingMessage, response: ServerResponse, jwk: object): Promise<void> {
    const [, name, ...rest] = (request.url ?? '').split('/');
    const issuer = `${origin}/${name}`;
    const path = rest.join('/');
    if (path === 'keys') return json(response, 200, { keys: [jwk] });
    if (path === 'token') return token(request, response);
    const right = {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      token_endpoint_auth_methods_supported: [name === 'two' ? 'client_secret_basic' : 'client_secret_post'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
    return json(response, 200, said.document(right));
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const { authorization = null } = request.headers;
    tokenCalls.push({ secret: form.get('client_secret'), authorization, code: form.get('code') });
    await said.beforeToken();
    const known = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isRight =
      known?.asked.get('code_challenge') === challenge && known.asked.get('redirect_uri') === form.get('redirect_uri');
    if (said.tokenError || !known || !isRight)
      return json(response, 400, said.tokenError ?? { error: 'invalid_grant' });
    const now = Math.floor(Date.now() / 1000);
    const right = {
      iss: known.issuer,
      aud: known.asked.get('client_id') ?? '',
      iat: now,
      exp: now + 300,
      nonce: known.asked.get('nonce') ?? '',
      ...known.claims,
    };
    const idToken = await sign(said.claims(right));
    return json(response, 200, { access_token: randomUUID(), token_type: 'Bearer', id_token: idToken });
  }

  return {
    said,
    tokenCalls,
    issuerOf: (id: string): string => `${origin}/${id}`,
    /** Plays the person at the issuer: the path and query by which the browser comes back. */
    comeBack: (authorizeUrl: string, claims: JWTPayload): string => {
      const { searchParams: asked, href } = new URL(authorizeUrl);
      const code = `code-${randomUUID()}`;
      codes.set(code, { asked, issuer: href.split('/authorize')[0] ?? '', claims });
      const { pathname } = new URL(asked.get('redirect_uri') ?? '');
      return `${pathname}?${new URLSearchParams({ code, state: asked.get('state') ?? '' })}`;
    },
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
