import { createHash } from 'node:crypto';
import { authenticateClient } from './client-authentication.ts';
import type { CodeGrant } from './codes.ts';
import { findMember, type Member } from './directory.ts';
import { createGrant, issueRefreshToken } from './grants.ts';
import { findRedirectUri } from './redirect-uris.ts';
import type { Registration } from './registrations.ts';
import { AadstsError, refusals } from './replies.ts';
import { parseScopes, type Scopes } from './scopes.ts';
import { requireApplication } from './tenant-segment.ts';
import type { TokenCall, TokenJson } from './token.ts';
import { delegatedAnswer, onlyApi } from './token-answer.ts';

/** Redeems an authorization code, once, with its PKCE verifier (RFC 6749 §4.1.3, RFC 7636 §4.5). */
export async function grantByCode(call: TokenCall): Promise<TokenJson> {
  const { sandbox, tenant, form, credentials, note } = call;
  const registration = requireApplication(sandbox, tenant, credentials.clientId);
  const code = form.get('code');
  if (!code) throw new AadstsError(refusals.parameterMissing('code'));
  const redirectUri = form.get('redirect_uri') ?? '';
  const platform = findRedirectUri(registration, redirectUri)?.platform ?? 'web';
  if (platform === 'spa' && !call.isCrossOrigin) throw new AadstsError(refusals.spaNeedsCrossOrigin());
  if (platform !== 'spa') await authenticateClient(call, registration, platform);

  const known = sandbox.codes.find(code);
  if (!known || known.grant.clientId !== registration.clientId) throw new AadstsError(refusals.codeMalformed());
  const member = memberOf(known.grant);
  note.user = member.person.address;
  if (known.state === 'used') throw new AadstsError(refusals.codeUsed());
  if (known.state === 'expired') throw new AadstsError(refusals.codeExpired());
  if ('directory' in tenant && tenant.directory.id !== member.directory.id) {
    throw new AadstsError(refusals.codeOfOtherTenant());
  }
  if (redirectUri !== known.grant.redirectUri) throw new AadstsError(refusals.redirectOfOtherRequest());
  checkVerifier(known.grant, form.get('code_verifier') ?? '');
  const scopes = askedScopes(call, registration, member, known.grant.scopes);

  sandbox.codes.markUsed(code);
  const api = onlyApi(sandbox, scopes);
  note.resource = api.api;
  const signIn = known.grant.scopes.signIn;
  const keep = signIn.some(({ name }) => name === 'offline_access');
  const refreshToken = keep ? startGrant(call, registration, member, known.grant) : undefined;
  return delegatedAnswer(sandbox, {
    registration,
    member,
    api,
    signIn,
    ...(known.grant.nonce ? { nonce: known.grant.nonce } : {}),
    ...(refreshToken ? { refreshToken } : {}),
  });
}

function memberOf(grant: CodeGrant): Member {
  const member = findMember(grant.userId);
  if (!member) throw new AadstsError(refusals.codeMalformed());
  return member;
}

function checkVerifier({ challenge }: CodeGrant, verifier: string): void {
  if (!challenge) return;
  if (!verifier) throw new AadstsError(refusals.verifierMissing());
  const made = challenge.method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
  if (made !== challenge.value) throw new AadstsError(refusals.verifierMismatch());
}

/** The token request's own scopes, else the ones consented to; they must be of one resource. */
function askedScopes(
  { form, sandbox }: TokenCall,
  registration: Registration,
  member: Member,
  consented: Scopes,
): Scopes {
  const text = form.get('scope') ?? '';
  if (!text.trim()) return consented;
  const { clientId, name } = registration;
  const app = { clientId, name, directoryName: member.directory.name, cloud: sandbox.cloud };
  const scopes = parseScopes(text, app);
  if (scopes.apis.length > 1) throw new AadstsError(refusals.severalResources(text));
  return scopes;
}

function startGrant(call: TokenCall, registration: Registration, member: Member, code: CodeGrant): string {
  const grant = createGrant(call.sandbox.store, {
    clientId: registration.clientId,
    directoryId: member.directory.id,
    userId: member.person.id,
    permissions: [
      ...code.scopes.signIn.map(({ id }) => id),
      ...code.scopes.apis.flatMap(({ permissions }) => permissions.map(({ id }) => id)),
    ],
    audiences: Object.fromEntries(code.scopes.apis.map(({ api, audience }) => [api, audience])),
  });
  call.note.grantId = grant.id;
  return issueRefreshToken(call.sandbox.store, grant);
}
