import { createPublicKey } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { accessTokenSeconds, sealAccessToken } from './access-tokens.ts';
import { addressesOf } from './addresses.ts';
import { findDelegation, isDelegatedAnywhere } from './delegations.ts';
import { findHolder, type Holder } from './directory.ts';
import { OAuthError, refusals } from './replies.ts';
import { readScopes } from './scopes.ts';
import { findServiceAccount, type Robot } from './service-accounts.ts';
import type { TokenCall, TokenJson } from './token.ts';

/** Google lets clocks differ a little; an hour is what an assertion may live (providers.md §1.5). */
const skewSeconds = 300;
const maxLifeSeconds = 3_600 + skewSeconds;

/** A token for a service account, acting for a person of a domain that delegated to it (RFC 7523 §2.1). No refresh token. */
export async function grantByAssertion({ sandbox, form, note }: TokenCall): Promise<TokenJson> {
  const assertion = form.get('assertion') ?? '';
  if (!assertion) throw new OAuthError(refusals.parameterMissing('assertion'));
  const claims = readClaims(assertion);
  const robot = findServiceAccount(sandbox.store, claims.iss ?? '');
  if (!robot) throw new OAuthError(refusals.accountNotFound());
  note.clientId = robot.account.uniqueId;
  checkTimes(claims);
  await checkSignature(assertion, robot);
  checkAudience(sandbox, claims);
  if (robot.account.isDisabled) throw new OAuthError(refusals.accountDisabled());
  const { known: scopes, unknown } = readScopes(String(claims.scope ?? ''));
  if (scopes.length === 0 || unknown.length > 0) throw new OAuthError(refusals.scopeEmpty());
  const holder = claims.sub === undefined ? undefined : requireDelegation(sandbox, robot, claims.sub, scopes);
  if (holder) note.user = holder.account.address;

  const seconds = accessTokenSeconds(sandbox);
  const accessToken = sealAccessToken(sandbox, {
    robot: robot.account.email,
    clientId: robot.account.uniqueId,
    projectId: robot.project.id,
    ...(holder ? { userId: holder.account.id } : {}),
    scopes,
    endsAt: Math.floor(Date.now() / 1_000) + seconds,
  });
  return { access_token: accessToken, expires_in: seconds, scope: scopes.join(' '), token_type: 'Bearer' };
}

function readClaims(assertion: string): JWTPayload {
  try {
    decodeProtectedHeader(assertion);
    return decodeJwt(assertion);
  } catch {
    throw new OAuthError(refusals.assertionMalformed('Not a valid JWT.'));
  }
}

function checkTimes({ iat, exp }: JWTPayload): void {
  const now = Date.now() / 1_000;
  const isSound =
    iat !== undefined &&
    exp !== undefined &&
    iat <= now + skewSeconds &&
    exp > now - skewSeconds &&
    exp - iat <= maxLifeSeconds;
  if (!isSound) throw new OAuthError(refusals.notShortLived());
}

/** A deleted key, another project's key and a mangled assertion all look the same to the caller. */
async function checkSignature(assertion: string, { account }: Robot): Promise<void> {
  const { kid } = decodeProtectedHeader(assertion);
  const candidates = account.keys.filter(({ id }) => kid === undefined || id === kid);
  for (const { publicKey } of candidates) {
    try {
      // Google has looked at the times itself, with its own patience.
      await jwtVerify(assertion, createPublicKey(publicKey), { algorithms: ['RS256'], clockTolerance: skewSeconds });
      return;
    } catch {
      // The next key, if the header names none.
    }
  }
  throw new OAuthError(refusals.signatureInvalid());
}

function checkAudience(sandbox: Sandbox, { aud }: JWTPayload): void {
  const { token, tokenAliases } = addressesOf(sandbox);
  const right = [token, ...tokenAliases];
  if (!right.includes(String(aud))) throw new OAuthError(refusals.audienceWrong(token));
}

/** `sub` must be a user, never a group; the user's own domain must have authorized the numeric client ID. */
function requireDelegation(sandbox: Sandbox, { account }: Robot, subject: string, scopes: string[]): Holder {
  if (!/^[^\s@]+@[^\s@]+$/.test(subject)) throw new OAuthError(refusals.notAnEmail());
  const holder = findHolder(subject);
  if (!holder) throw new OAuthError(refusals.subjectUnknown());
  const delegation = findDelegation(sandbox.store, holder.domain.id, account.uniqueId);
  if (!delegation) {
    const isElsewhere = isDelegatedAnywhere(sandbox.store, account.uniqueId);
    throw new OAuthError(isElsewhere ? refusals.notDelegatedHere() : refusals.notDelegated());
  }
  const missing = scopes.filter((name) => !delegation.scopes.includes(name));
  if (missing.length === scopes.length) throw new OAuthError(refusals.notDelegated());
  if (missing.length > 0) throw new OAuthError(refusals.scopeNotDelegated());
  return holder;
}
