import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export type Consent = {
  tid: string;
  oid: string;
  address: string;
  scopes?: string[];
  withoutRefreshToken?: boolean;
  nonce?: string;
};

type Code = Consent & { challenge: string; redirectUri: string; clientId: string };
export type TokenRequest = { grantType: string; refreshToken: string | null; clientSecret: string | null };

/** What the token endpoint answers next; `undefined` lets it answer as usual. */
export type Intervene = (request: TokenRequest, response: ServerResponse) => Promise<'handled' | 'answer'>;

export type RevocationRequest = { token: string; clientSecret: string | null };
export type InterveneInRevoking = (
  request: RevocationRequest,
  response: ServerResponse,
) => Promise<'handled' | 'answer'>;

/** Clients whose ids begin alike belong to one project. */
export const projectOf = (clientId: string): string => clientId.split('-')[0] ?? '';

/**
 * An authorization server for tests, strict where it matters: codes once and with their verifier, refresh tokens that
 * rotate and kill the grant when one is presented twice. Counts what reaches it.
 */
export async function startAuthorizationServer() {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'RS256', use: 'sig' };
  const codes = new Map<string, Code>();
  const live = new Map<string, { clientId: string; oid: string; scopes: string[] }>();
  const presentations = new Map<string, number>();
  const tokenRequests: TokenRequest[] = [];
  const revocations: RevocationRequest[] = [];
  const settings = {
    expiresInS: 3600,
    rotates: true,
    /** A refresh token that was used is answered again, as where a lost answer may be asked for once more. */
    forgives: false,
    discoveryIssuer: undefined as string | undefined,
    /** What an answer says is left of the refresh token. */
    refreshTokenExpiresInS: undefined as number | undefined,
    /** What a refresh grants instead of what was consented to. */
    scopes: undefined as string[] | undefined,
    /** The permissions an application's token names, by the scope asked for; without, nobody can read its tokens. */
    roles: undefined as Record<string, string[]> | undefined,
  };
  let intervene: Intervene | undefined;
  let interveneInRevoking: InterveneInRevoking | undefined;

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const issuerOf = (tid: string) => `${origin}/${tid}/v2.0`;

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', origin);
    if (pathname.endsWith('/.well-known/openid-configuration')) {
      const issuer =
        settings.discoveryIssuer ?? `${origin}${pathname.replace('/.well-known/openid-configuration', '')}`;
      return json(response, 200, {
        issuer,
        authorization_endpoint: `${origin}/elsewhere/authorize`,
        token_endpoint: `${origin}/elsewhere/token`,
        jwks_uri: `${origin}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
      });
    }
    if (pathname === '/keys') return json(response, 200, { keys: [jwk] });
    if (pathname === '/revoke') return revoke(await form(request), response);
    if (pathname === '/token') return token(await form(request), response);
    return json(response, 404, { error: 'not_found' });
  }

  async function token(body: URLSearchParams, response: ServerResponse): Promise<void> {
    const asked: TokenRequest = {
      grantType: body.get('grant_type') ?? '',
      refreshToken: body.get('refresh_token'),
      clientSecret: body.get('client_secret'),
    };
    tokenRequests.push(asked);
    if (asked.refreshToken) presentations.set(asked.refreshToken, (presentations.get(asked.refreshToken) ?? 0) + 1);
    if (intervene && (await intervene(asked, response)) === 'handled') return;
    if (asked.grantType === 'authorization_code') return redeem(body, response);
    if (asked.grantType === 'refresh_token') return refresh(body, response);
    return json(response, 200, grantOf([], await applicationToken(body.get('scope') ?? '')));
  }

  async function redeem(body: URLSearchParams, response: ServerResponse): Promise<void> {
    const code = codes.get(body.get('code') ?? '');
    codes.delete(body.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url');
    if (!code || code.challenge !== challenge || code.redirectUri !== body.get('redirect_uri')) {
      return json(response, 400, {
        error: 'invalid_grant',
        error_description: 'AADSTS70000: the code is not valid.',
        error_codes: [70000],
      });
    }
    const scopes = code.scopes ?? (body.get('scope') ?? '').split(' ');
    const idToken = await new SignJWT({
      tid: code.tid,
      oid: code.oid,
      preferred_username: code.address,
      nonce: code.nonce,
      ver: '2.0',
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'test' })
      .setIssuer(issuerOf(code.tid))
      .setSubject(`pairwise-${code.oid}`)
      .setAudience(code.clientId)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
    const refreshToken = code.withoutRefreshToken
      ? {}
      : { refresh_token: issueRefreshToken({ clientId: code.clientId, oid: code.oid, scopes }) };
    return json(response, 200, { ...grantOf(scopes, refreshToken), id_token: idToken });
  }

  async function refresh(body: URLSearchParams, response: ServerResponse): Promise<void> {
    const presented = body.get('refresh_token') ?? '';
    const grant = live.get(presented);
    if (!grant) {
      live.clear();
      return json(response, 400, {
        error: 'invalid_grant',
        error_description: 'AADSTS50173: The provided grant has expired due to it being revoked.',
        error_codes: [50173],
      });
    }
    if (!settings.rotates) return json(response, 200, grantOf(settings.scopes ?? grant.scopes, {}));
    if (!settings.forgives) live.delete(presented);
    return json(response, 200, grantOf(settings.scopes ?? grant.scopes, { refresh_token: issueRefreshToken(grant) }));
  }

  async function applicationToken(scope: string) {
    if (!settings.roles) return {};
    const roles = settings.roles[scope] ?? [];
    const token = new SignJWT({ idtyp: 'app', ...(roles.length > 0 ? { roles } : {}) });
    return { access_token: await token.setProtectedHeader({ alg: 'RS256', kid: 'test' }).sign(privateKey) };
  }

  /** Takes along whatever the account allowed the same project, as Google does; a dead token gets Google's answer. */
  async function revoke(body: URLSearchParams, response: ServerResponse): Promise<void> {
    const asked = { token: body.get('token') ?? '', clientSecret: body.get('client_secret') };
    revocations.push(asked);
    if (interveneInRevoking && (await interveneInRevoking(asked, response)) === 'handled') return;
    const grant = live.get(asked.token);
    if (!grant) return json(response, 400, { error: 'invalid_token', error_description: 'Token expired or revoked' });
    for (const [token, other] of live) {
      if (other.oid === grant.oid && projectOf(other.clientId) === projectOf(grant.clientId)) live.delete(token);
    }
    return json(response, 200, {});
  }

  function issueRefreshToken(grant: { clientId: string; oid: string; scopes: string[] }): string {
    const refreshToken = `rt-${randomUUID()}`;
    live.set(refreshToken, grant);
    return refreshToken;
  }

  function grantOf(scopes: string[], more: object) {
    return {
      token_type: 'Bearer',
      access_token: `at-${randomUUID()}`,
      expires_in: settings.expiresInS,
      scope: scopes.join(' '),
      ...(settings.refreshTokenExpiresInS === undefined
        ? {}
        : { refresh_token_expires_in: settings.refreshTokenExpiresInS }),
      ...more,
    };
  }

  return {
    origin,
    /** For a connection's Advanced settings. */
    overridesFor: (directoryId: string) => ({
      issuer: issuerOf(directoryId),
      authorizationEndpoint: `${origin}/authorize`,
      tokenEndpoint: `${origin}/token`,
    }),
    settings,
    tokenRequests,
    presentations,
    revocations,
    /** How many refresh tokens it would still take. */
    liveTokens: () => live.size,
    interveneInRevoking: (next: InterveneInRevoking | undefined) => {
      interveneInRevoking = next;
    },
    intervene: (next: Intervene | undefined) => {
      intervene = next;
    },
    /** Plays the consent screen: what the browser would bring back for this authorization URL. */
    consent: (authorizeUrl: string, consent: Consent): URL => {
      const asked = new URL(authorizeUrl).searchParams;
      const code = randomUUID();
      codes.set(code, {
        nonce: asked.get('nonce') ?? undefined,
        ...consent,
        challenge: asked.get('code_challenge') ?? '',
        redirectUri: asked.get('redirect_uri') ?? '',
        clientId: asked.get('client_id') ?? '',
      } as Code);
      const back = new URL(asked.get('redirect_uri') ?? '');
      back.searchParams.set('code', code);
      back.searchParams.set('state', asked.get('state') ?? '');
      return back;
    },
    close: () => closed(server),
  };
}

export type TestAuthorizationServer = Awaited<ReturnType<typeof startAuthorizationServer>>;

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function form(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}
