import { authenticateClient } from './client-authentication.ts';
import { findHolder } from './directory.ts';
import { canRefresh, endsInTesting, findByRefreshToken } from './grants.ts';
import { OAuthError, refusals } from './replies.ts';
import { readScopes } from './scopes.ts';
import type { TokenCall, TokenJson } from './token.ts';
import { tokenAnswer } from './token-answer.ts';

/** A new access token for a refresh token, which stays the same: Google does not rotate. */
export async function grantByRefreshToken({ sandbox, request, form, note }: TokenCall): Promise<TokenJson> {
  const { project, client } = authenticateClient(sandbox, request, form);
  const presented = form.get('refresh_token');
  if (!presented) throw new OAuthError(refusals.parameterMissing('refresh_token'));
  const grant = findByRefreshToken(sandbox.store, presented);
  const holder = grant ? findHolder(grant.userId) : undefined;
  if (!grant || !holder) throw new OAuthError(refusals.tokenUnknown());
  if (grant.clientId !== client.clientId) throw new OAuthError(refusals.ofOtherClient());
  Object.assign(note, { user: holder.account.address, grantId: grant.id, generation: 1 });
  grant.presentations += 1;
  sandbox.store.save();
  if (!canRefresh(grant)) throw new OAuthError(refusals.tokenDead());
  if (project.audience === 'internal' && holder.domain.id !== project.domainId) {
    throw new OAuthError(refusals.orgInternal());
  }
  const situation = {
    provider: 'google',
    surface: 'token',
    clientId: client.clientId,
    account: holder.account.address,
  } as const;
  if (sandbox.faults.strike('admin-policy', situation)) throw new OAuthError(refusals.adminPolicy());
  const scopes = narrowed(form.get('scope') ?? '', grant.scopes);
  grant.lastUsedAt = new Date().toISOString();
  sandbox.store.save();
  const json = await tokenAnswer(sandbox, { grant, holder, scopes });
  if (!grant.refreshEndsAt || !endsInTesting(project, grant.scopes)) return json;
  const left = Math.floor((Date.parse(grant.refreshEndsAt) - Date.now()) / 1_000);
  return { ...json, refresh_token_expires_in: left };
}

/** A refresh may ask for less than was granted, never for more (RFC 6749 §6). */
function narrowed(text: string, granted: string[]): string[] {
  if (!text.trim()) return granted;
  const { known, unknown } = readScopes(text);
  if (unknown.length > 0 || known.some((name) => !granted.includes(name)))
    throw new OAuthError(refusals.scopeInvalid());
  return known;
}
