import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { accessTokenSeconds, sealAccessToken } from './access-tokens.ts';
import { addressesOf } from './addresses.ts';
import type { Holder } from './directory.ts';
import type { Grant } from './grants.ts';
import { isSignIn } from './scopes.ts';
import type { TokenJson } from './token.ts';

type Wanted = { grant: Grant; holder: Holder; scopes: string[]; nonce?: string };

/** The common part of a person's token answer; `scope` is what was granted, not what was asked. */
export async function tokenAnswer(sandbox: Sandbox, wanted: Wanted): Promise<TokenJson> {
  const { grant, scopes } = wanted;
  const seconds = accessTokenSeconds(sandbox);
  const accessToken = sealAccessToken(sandbox, {
    grantId: grant.id,
    clientId: grant.clientId,
    projectId: grant.projectId,
    userId: grant.userId,
    scopes,
    endsAt: Math.floor(Date.now() / 1_000) + seconds,
  });
  const json: TokenJson = {
    access_token: accessToken,
    expires_in: seconds,
    scope: scopes.join(' '),
    token_type: 'Bearer',
  };
  if (scopes.some(isSignIn)) json.id_token = await signIdToken(sandbox, { ...wanted, accessToken });
  return json;
}

/** What is known about a person, as far as the scopes go; the ID token and userinfo share it. */
export function profileClaims({ account, domain }: Holder, scopes: string[]): Record<string, string | boolean> {
  const [given = '', ...family] = account.name.split(' ');
  const asks = (name: string): boolean => scopes.some((scope) => scope.endsWith(`userinfo.${name}`));
  return {
    sub: account.id,
    ...(domain.isWorkspace ? { hd: domain.domain } : {}),
    ...(asks('email') ? { email: account.address, email_verified: true } : {}),
    ...(asks('profile')
      ? { name: account.name, given_name: given, ...(family.length > 0 ? { family_name: family.join(' ') } : {}) }
      : {}),
  };
}

function signIdToken(sandbox: Sandbox, wanted: Wanted & { accessToken: string }): Promise<string> {
  const { grant, holder, scopes, nonce, accessToken } = wanted;
  // OpenID Connect Core §3.1.3.6: the left half of the hash.
  const half = createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: addressesOf(sandbox).issuer,
    azp: grant.clientId,
    aud: grant.clientId,
    ...profileClaims(holder, scopes),
    at_hash: half,
    ...(nonce ? { nonce } : {}),
    iat: now,
    exp: now + 3_600,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: sandbox.signingKey.kid, typ: 'JWT' })
    .sign(sandbox.signingKey.privateKey);
}
