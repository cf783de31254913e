import type { Sandbox } from '#sandbox/sandbox.ts';
import { consentedIds } from './consents.ts';
import type { Member } from './directory.ts';
import { findPermission, type Permission, resources } from './permissions.ts';
import type { Registration } from './registrations.ts';
import { AadstsError, refusals } from './replies.ts';
import type { ApiId, Scopes } from './scopes.ts';
import type { TokenJson } from './token.ts';
import { accessTokenLifetimeSeconds, signAccessToken, signIdToken } from './tokens.ts';

const isPermission = (known: Permission | undefined): known is Permission => known !== undefined;

/** The one API a token request is for; with none named, Graph, as at Entra. */
export function onlyApi({ cloud }: Sandbox, scopes: Scopes): Scopes['apis'][number] {
  return scopes.apis[0] ?? { api: 'graph', audience: cloud.uris.graph[0] ?? '', permissions: [], isDefault: false };
}

/** The `aud` of an access token: an application id is answered with the API's own address. */
export function audienceOf({ cloud }: Sandbox, api: ApiId, asked: string): string {
  return asked === resources[api].appId ? (cloud.uris[api][0] ?? '') : asked;
}

/** Delegated permissions in force at one API for this person; none asked for and missing is AADSTS65001. */
function permissionsInForce(
  sandbox: Sandbox,
  registration: Registration,
  member: Member,
  wanted: Scopes['apis'][number],
): Permission[] {
  const place = { clientId: registration.clientId, directoryId: member.directory.id };
  const consented = consentedIds(sandbox.store, place, member.person.id);
  const inForce = [...consented]
    .map(findPermission)
    .filter(isPermission)
    .filter(({ kind, resource }) => kind === 'delegated' && resource === wanted.api);
  const isMissing = wanted.permissions.some(({ id }) => !consented.has(id));
  if (isMissing || (wanted.isDefault && inForce.length === 0)) {
    throw new AadstsError(refusals.consentRequired(registration.clientId, registration.name));
  }
  return inForce;
}

/**
 * The JSON of a delegated token answer (providers.md §2.3). `scope` holds everything consented at this API, spelt as it
 * was asked for, and never `offline_access`.
 */
export async function delegatedAnswer(
  sandbox: Sandbox,
  wanted: {
    registration: Registration;
    member: Member;
    api: Scopes['apis'][number];
    signIn: Permission[];
    nonce?: string;
    refreshToken?: string;
  },
): Promise<TokenJson> {
  const { registration, member, api } = wanted;
  const granted = permissionsInForce(sandbox, registration, member, api);
  const seconds = accessTokenLifetimeSeconds(sandbox);
  const accessToken = await signAccessToken(
    sandbox,
    {
      audience: audienceOf(sandbox, api.api, api.audience),
      clientId: registration.clientId,
      directoryId: member.directory.id,
      appName: registration.name,
      member,
      scopes: granted.map(({ name }) => name),
    },
    seconds,
  );
  const signIn = wanted.signIn.map(({ name }) => name);
  const shown = signIn.filter((name) => name !== 'offline_access');
  const json: TokenJson = {
    token_type: 'Bearer',
    scope: [...shown, ...granted.map(({ name }) => `${api.audience}/${name}`)].join(' '),
    expires_in: seconds,
    ext_expires_in: seconds,
    access_token: accessToken,
  };
  if (wanted.refreshToken) json.refresh_token = wanted.refreshToken;
  if (signIn.includes('openid')) {
    json.id_token = await signIdToken(sandbox, {
      clientId: registration.clientId,
      member,
      ...(wanted.nonce ? { nonce: wanted.nonce } : {}),
      withProfile: signIn.includes('profile'),
      withEmail: signIn.includes('email'),
    });
  }
  return json;
}
