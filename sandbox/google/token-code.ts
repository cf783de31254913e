import { createHash } from 'node:crypto';
import { authenticateClient } from './client-authentication.ts';
import type { CodeGrant } from './codes.ts';
import { findHolder } from './directory.ts';
import { createGrant, endsInTesting, testingSeconds } from './grants.ts';
import { OAuthError, refusals } from './replies.ts';
import type { TokenCall, TokenJson } from './token.ts';
import { tokenAnswer } from './token-answer.ts';

/** Redeems an authorization code, once, with its PKCE verifier (RFC 6749 §4.1.3, RFC 7636 §4.5). */
export async function grantByCode({ sandbox, request, form, note }: TokenCall): Promise<TokenJson> {
  const { project, client } = authenticateClient(sandbox, request, form);
  const code = form.get('code');
  if (!code) throw new OAuthError(refusals.parameterMissing('code'));
  const redirectUri = form.get('redirect_uri');
  if (!redirectUri) throw new OAuthError(refusals.parameterMissing('redirect_uri'));

  const known = sandbox.googleCodes.find(code);
  if (!known || known.grant.clientId !== client.clientId) throw new OAuthError(refusals.codeMalformed());
  const holder = findHolder(known.grant.userId);
  if (!holder) throw new OAuthError(refusals.codeMalformed());
  note.user = holder.account.address;
  if (known.state !== 'fresh') throw new OAuthError(refusals.codeOver());
  if (redirectUri !== known.grant.redirectUri) throw new OAuthError(refusals.redirectOfOtherRequest());
  checkVerifier(known.grant, form.get('code_verifier') ?? '');

  sandbox.googleCodes.markUsed(code);
  const { scopes, withRefreshToken } = known.grant;
  const isTimed = endsInTesting(project, scopes);
  const { grant, refreshToken } = createGrant(sandbox.store, {
    projectId: project.id,
    clientId: client.clientId,
    userId: holder.account.id,
    scopes,
    withRefreshToken,
    ...(isTimed ? { endsInSeconds: testingSeconds } : {}),
  });
  note.grantId = grant.id;
  const json = await tokenAnswer(sandbox, {
    grant,
    holder,
    scopes,
    ...(known.grant.nonce ? { nonce: known.grant.nonce } : {}),
  });
  if (!refreshToken) return json;
  // Real answers say 604799: a second has passed (providers.md §1.3).
  return { ...json, refresh_token: refreshToken, ...(isTimed ? { refresh_token_expires_in: testingSeconds - 1 } : {}) };
}

function checkVerifier({ challenge }: CodeGrant, verifier: string): void {
  if (!challenge) return;
  if (!verifier) throw new OAuthError(refusals.verifierMissing());
  const made = challenge.method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
  if (made !== challenge.value) throw new OAuthError(refusals.verifierWrong());
}
