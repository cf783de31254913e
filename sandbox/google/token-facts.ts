import { decodeJwt, jwtVerify } from 'jose';
import { type Answer, formOf, jsonAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { type AccessToken, bearerOf, readAccessToken } from './access-tokens.ts';
import { addressesOf } from './addresses.ts';
import { findHolder } from './directory.ts';
import { findByRefreshToken, findGrant, isAlive, revokeProject } from './grants.ts';
import { profileClaims } from './token-answer.ts';

const parameter = (request: SandboxRequest, name: string): string =>
  request.url.searchParams.get(name) ?? formOf(request).get(name) ?? '';

const invalidToken = (text: string): Answer => jsonAnswer({ error: 'invalid_token', error_description: text }, 400);

/** `POST /revoke`: by access or refresh token, everything the person granted to the project (providers.md §1.1). */
export function answerRevoke(sandbox: Sandbox, request: SandboxRequest): Answer {
  const presented = parameter(request, 'token');
  const access = readAccessToken(sandbox, presented);
  const grant = access?.grantId
    ? findGrant(sandbox.store, access.grantId)
    : findByRefreshToken(sandbox.store, presented);
  const user = grant ? findHolder(grant.userId)?.account.address : undefined;
  const isGood = grant !== undefined && isAlive(grant);
  sandbox.log.add({
    surface: 'revoke',
    provider: 'google',
    what: 'revoke',
    status: isGood ? 200 : 400,
    ...(grant ? { clientId: grant.clientId, grantId: grant.id } : {}),
    ...(user ? { user } : {}),
    ...(isGood ? {} : { error: 'invalid_token' }),
  });
  if (!isGood) return invalidToken('Token expired or revoked');
  revokeProject(sandbox.store, grant);
  return jsonAnswer({});
}

/** `GET` or `POST /tokeninfo`, for an access token or an ID token. */
export async function answerTokenInfo(sandbox: Sandbox, request: SandboxRequest): Promise<Answer> {
  const idToken = parameter(request, 'id_token');
  if (idToken) return answerIdToken(sandbox, idToken);
  const text = parameter(request, 'access_token') || bearerOf(request.headers.authorization) || '';
  const token = readAccessToken(sandbox, text);
  return token ? jsonAnswer(factsOf(token)) : invalidToken('Invalid Value');
}

function factsOf(token: AccessToken): Record<string, unknown> {
  const holder = token.userId ? findHolder(token.userId) : undefined;
  const claims = holder ? profileClaims(holder, token.scopes) : {};
  return {
    azp: token.clientId,
    aud: token.clientId,
    ...(holder ? { sub: holder.account.id, user_id: holder.account.id } : {}),
    scope: token.scopes.join(' '),
    exp: String(token.endsAt),
    expires_in: String(Math.floor(token.endsAt - Date.now() / 1_000)),
    ...('email' in claims ? { email: claims.email, email_verified: 'true' } : {}),
    access_type: 'offline',
  };
}

async function answerIdToken(sandbox: Sandbox, idToken: string): Promise<Answer> {
  try {
    await jwtVerify(idToken, sandbox.signingKey.publicKey, { issuer: addressesOf(sandbox).issuer });
    return jsonAnswer(decodeJwt(idToken));
  } catch {
    return invalidToken('Invalid Value');
  }
}

/** `GET /v1/userinfo` (OpenID Connect Core §5.3). */
export function answerUserInfo(sandbox: Sandbox, request: SandboxRequest): Answer {
  const token = readAccessToken(sandbox, bearerOf(request.headers.authorization) ?? '');
  const holder = token?.userId ? findHolder(token.userId) : undefined;
  if (!token || !holder) {
    return jsonAnswer({ error: 'invalid_request', error_description: 'Invalid Credentials' }, 401, {
      'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"',
    });
  }
  return jsonAnswer(profileClaims(holder, token.scopes));
}

/** OpenID Connect discovery. */
export function answerDiscovery(sandbox: Sandbox): Answer {
  const at = addressesOf(sandbox);
  return jsonAnswer({
    issuer: at.issuer,
    authorization_endpoint: at.authorize,
    token_endpoint: at.token,
    userinfo_endpoint: at.userInfo,
    revocation_endpoint: at.revoke,
    jwks_uri: at.keys,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'email', 'profile'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    claims_supported: [
      'aud',
      'email',
      'email_verified',
      'exp',
      'family_name',
      'given_name',
      'iat',
      'iss',
      'name',
      'sub',
    ],
    code_challenge_methods_supported: ['plain', 'S256'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
    authorization_response_iss_parameter_supported: true,
  });
}

/** The public signing keys (RFC 7517). */
export const answerKeys = (sandbox: Sandbox): Answer =>
  jsonAnswer({ keys: [sandbox.signingKey.jwk] }, 200, { 'cache-control': 'public, max-age=22000' });
