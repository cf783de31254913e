import { authenticateClient } from './client-authentication.ts';
import { findMember, type Member } from './directory.ts';
import { type Grant, issueRefreshToken, presentRefreshToken } from './grants.ts';
import { findPermission, type Permission } from './permissions.ts';
import type { Platform, Registration } from './registrations.ts';
import { AadstsError, refusals } from './replies.ts';
import { parseScopes, type Scopes } from './scopes.ts';
import { requireApplication } from './tenant-segment.ts';
import type { TokenCall, TokenJson } from './token.ts';
import { delegatedAnswer, onlyApi } from './token-answer.ts';

/** An application is public when all its redirect URIs are: a refresh names no redirect URI to tell by. */
function platformOf(registration: Registration): Platform {
  const platforms = registration.redirectUris.map(({ platform }) => platform);
  return platforms.length > 0 && platforms.every((platform) => platform === 'native') ? 'native' : 'web';
}

/** Renews by a refresh token and issues the next one; the token is bound to person and client, not to a resource. */
export async function grantByRefreshToken(call: TokenCall): Promise<TokenJson> {
  const { sandbox, tenant, form, credentials, note } = call;
  const registration = requireApplication(sandbox, tenant, credentials.clientId);
  await authenticateClient(call, registration, platformOf(registration));
  const presented = form.get('refresh_token');
  if (!presented) throw new AadstsError(refusals.parameterMissing('refresh_token'));

  const { clientId, strict } = registration;
  const at = { provider: 'microsoft', surface: 'token', clientId } as const;
  const isStrictByFault = sandbox.faults.strike('strict-refresh', at) !== undefined;
  const { grant, token } = presentRefreshToken(
    sandbox.store,
    { clientId, strict: strict || isStrictByFault },
    presented,
  );
  Object.assign(note, { grantId: grant.id, generation: token.generation });
  const member = findMember(grant.userId);
  if (!member) throw new AadstsError(refusals.grantInvalid());
  note.user = member.person.address;
  const scopes = askedScopes(call, registration, member, grant);
  const api = onlyApi(sandbox, scopes);
  note.resource = api.api;
  const json = await delegatedAnswer(sandbox, { registration, member, api, signIn: signInOf(grant) });
  json.refresh_token = issueRefreshToken(sandbox.store, grant);
  return json;
}

const signInOf = (grant: Grant): Permission[] =>
  grant.permissions.flatMap((id) => findPermission(id) ?? []).filter(({ resource }) => resource === 'sign-in');

function askedScopes({ form, sandbox }: TokenCall, registration: Registration, member: Member, grant: Grant): Scopes {
  const text = form.get('scope') ?? '';
  if (!text.trim()) return grantedScopes(grant);
  const { clientId, name } = registration;
  const app = { clientId, name, directoryName: member.directory.name, cloud: sandbox.cloud };
  const scopes = parseScopes(text, app);
  // The docs say that the first resource wins; live systems answer 700022, and strict is what finds mistakes.
  if (scopes.apis.length > 1) throw new AadstsError(refusals.severalResourcesOnRefresh(text));
  return scopes.apis.length > 0 ? scopes : grantedScopes(grant);
}

/** Without a scope parameter the first API of the original consent is meant. */
function grantedScopes(grant: Grant): Scopes {
  const known = grant.permissions.flatMap((id) => findPermission(id) ?? []);
  const apis = (['graph', 'exchange'] as const).flatMap((api) => {
    const audience = grant.audiences[api];
    const permissions = known.filter(({ resource }) => resource === api);
    return audience ? [{ api, audience, permissions, isDefault: false }] : [];
  });
  return { signIn: signInOf(grant), apis: apis.slice(0, 1) };
}
