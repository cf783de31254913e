import type { Sandbox } from '#sandbox/sandbox.ts';
import { authenticateClient } from './client-authentication.ts';
import { rolesOf } from './consents.ts';
import type { Directory } from './directory.ts';
import { AadstsError, refusals } from './replies.ts';
import { type ApiId, apiOf } from './scopes.ts';
import { requireApplication, requireServicePrincipal } from './tenant-segment.ts';
import type { TokenCall, TokenJson } from './token.ts';
import { audienceOf } from './token-answer.ts';
import { accessTokenLifetimeSeconds, signAccessToken } from './tokens.ts';

const suffix = '/.default';

/**
 * An app-only token for one resource, never with a refresh token. Without any permission it is issued all the same,
 * without `roles`: the refusal then comes from Graph or Exchange (providers.md §2.5).
 */
export async function grantByClientCredentials(call: TokenCall): Promise<TokenJson> {
  const { sandbox, tenant, form, credentials, note } = call;
  if ('shared' in tenant) {
    if (tenant.shared === 'organizations') throw new AadstsError(refusals.noTenantInformation());
    throw new AadstsError(refusals.grantNotOnCommon('client_credentials'));
  }
  const registration = requireApplication(sandbox, tenant, credentials.clientId);
  const principal = requireServicePrincipal(sandbox, registration, tenant.directory);
  await authenticateClient(call, registration, 'web');

  const { api, audience } = readScope(sandbox, form.get('scope') ?? '', tenant.directory);
  note.resource = api;
  const place = { clientId: registration.clientId, directoryId: tenant.directory.id };
  const seconds = accessTokenLifetimeSeconds(sandbox);
  const accessToken = await signAccessToken(
    sandbox,
    {
      ...place,
      audience: audienceOf(sandbox, api, audience),
      appName: registration.name,
      principalId: principal.objectId,
      roles: rolesOf(sandbox.store, place, api),
    },
    seconds,
  );
  return { token_type: 'Bearer', expires_in: seconds, ext_expires_in: seconds, access_token: accessToken };
}

function readScope({ cloud }: Sandbox, text: string, directory: Directory): { api: ApiId; audience: string } {
  const scope = text.trim();
  if (!scope) throw new AadstsError(refusals.parameterMissing('scope'));
  const parts = scope.split(/\s+/);
  if (parts.length > 1) throw new AadstsError(refusals.scopeInvalid(scope));
  if (!scope.toLowerCase().endsWith(suffix)) throw new AadstsError(refusals.notDefaultScope(scope));
  // `https://resource//.default` is how a resource with a trailing slash is spelt.
  const audience = scope.slice(0, -suffix.length).replace(/\/$/, '');
  const api = apiOf(cloud, audience);
  if (!api) throw new AadstsError(refusals.unknownResource(audience, directory.name));
  return { api, audience };
}
