import { createHash, randomInt, randomUUID } from 'node:crypto';
import { type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { JWTExpired } from 'jose/errors';
import type { Sandbox } from '#sandbox/sandbox.ts';
import type { Member } from './directory.ts';

/** What an access token says; Graph and Exchange read nothing else. */
export type AccessClaims = {
  audience: string;
  clientId: string;
  directoryId: string;
  appName: string;
  /** Delegated: who, and which permissions. Absent for an app-only token. */
  member?: Member;
  scopes?: string[];
  /** App-only: object id of the service principal. */
  principalId?: string;
  /** App-only: application permissions; an empty list leaves the claim out. */
  roles?: string[];
};

export const issuerOf = (sandbox: Sandbox, directoryId: string): string => `${sandbox.authority}/${directoryId}/v2.0`;

/** Pairwise: another application sees another `sub` for the same person. */
const pairwise = (clientId: string, oid: string): string =>
  createHash('sha256').update(`${clientId}.${oid}`).digest('base64url');

/** Random, 60 to 90 minutes (providers.md §2.3), unless the control API fixed it. */
export const accessTokenLifetimeSeconds = (sandbox: Sandbox): number =>
  sandbox.settings.accessTokenLifetimeSeconds ?? randomInt(3_600, 5_400);

function sign(sandbox: Sandbox, payload: JWTPayload, seconds: number): Promise<string> {
  const { signingKey } = sandbox;
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({ ...payload, uti: randomUUID(), iat: now, nbf: now, exp: now + seconds })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: signingKey.kid, x5t: signingKey.kid })
    .sign(signingKey.privateKey);
}

export function signAccessToken(sandbox: Sandbox, claims: AccessClaims, seconds: number): Promise<string> {
  const { member, roles, principalId = claims.clientId } = claims;
  const common = {
    aud: claims.audience,
    iss: `${sandbox.authority}/${claims.directoryId}/`,
    appid: claims.clientId,
    app_displayname: claims.appName,
    tid: claims.directoryId,
    ver: '1.0',
  };
  const own = member
    ? {
        idtyp: 'user',
        oid: member.person.id,
        sub: pairwise(claims.audience, member.person.id),
        upn: member.person.address,
        unique_name: member.person.address,
        name: member.person.name,
        scp: (claims.scopes ?? []).join(' '),
      }
    : { idtyp: 'app', sub: principalId, oid: principalId, ...(roles?.length ? { roles } : {}) };
  return sign(sandbox, { ...common, ...own }, seconds);
}

/** An ID token (OpenID Connect Core §2) with Entra's v2.0 claims. */
export function signIdToken(
  sandbox: Sandbox,
  wanted: { clientId: string; member: Member; nonce?: string; withProfile: boolean; withEmail: boolean },
): Promise<string> {
  const { person, directory } = wanted.member;
  const payload = {
    aud: wanted.clientId,
    iss: issuerOf(sandbox, directory.id),
    sub: pairwise(wanted.clientId, person.id),
    tid: directory.id,
    ver: '2.0',
    ...(wanted.nonce ? { nonce: wanted.nonce } : {}),
    ...(wanted.withProfile ? { oid: person.id, name: person.name, preferred_username: person.address } : {}),
    ...(wanted.withEmail ? { email: person.address } : {}),
  };
  return sign(sandbox, payload, 3_600);
}

export type TokenJudgement =
  | { kind: 'valid'; claims: ValidClaims }
  | { kind: 'expired' }
  | { kind: 'not-a-token' }
  | { kind: 'wrong-audience' };

export type ValidClaims = {
  appid: string;
  tid: string;
  upn?: string;
  oid?: string;
  /** Names of delegated permissions; undefined for an app-only token. */
  scopes?: string[];
  roles: string[];
};

/** What a resource makes of a presented token. Audiences are compared without a trailing slash. */
export async function judgeAccessToken(sandbox: Sandbox, token: string, audiences: string[]): Promise<TokenJudgement> {
  try {
    const { payload } = await jwtVerify(token, sandbox.signingKey.publicKey, { algorithms: ['RS256'] });
    const audience = String(payload.aud).replace(/\/$/, '');
    if (!audiences.includes(audience)) return { kind: 'wrong-audience' };
    return { kind: 'valid', claims: readClaims(payload) };
  } catch (error) {
    return { kind: error instanceof JWTExpired ? 'expired' : 'not-a-token' };
  }
}

function readClaims(payload: JWTPayload): ValidClaims {
  const isApp = payload.idtyp === 'app';
  return {
    appid: String(payload.appid),
    tid: String(payload.tid),
    roles: Array.isArray(payload.roles) ? payload.roles.map(String) : [],
    ...(isApp
      ? {}
      : { upn: String(payload.upn), oid: String(payload.oid), scopes: String(payload.scp ?? '').split(' ') }),
  };
}
