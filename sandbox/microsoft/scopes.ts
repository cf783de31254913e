import type { Cloud } from './clouds.ts';
import { findPermission, type Permission, permissions, resources } from './permissions.ts';
import { AadstsError, refusals } from './replies.ts';

export type ApiId = 'graph' | 'exchange';

/** A scope parameter, taken apart. */
export type Scopes = {
  signIn: Permission[];
  /** One entry per resource, in the order asked. `audience` is the spelling asked for. */
  apis: { api: ApiId; audience: string; permissions: Permission[]; isDefault: boolean }[];
};

type App = { clientId: string; name: string; directoryName: string; cloud: Cloud };

function splitScope(cloud: Cloud, scope: string): { audience: string; name: string } {
  const slash = scope.lastIndexOf('/');
  if (slash < 0) return { audience: cloud.uris.graph[0] ?? '', name: scope };
  return { audience: scope.slice(0, slash).replace(/\/$/, ''), name: scope.slice(slash + 1) };
}

/** Which API of a cloud an audience means: an identifier URI or the application id of the resource. */
export function apiOf(cloud: Cloud, audience: string): ApiId | undefined {
  const wanted = audience.toLowerCase();
  for (const api of ['graph', 'exchange'] as const) {
    if (cloud.uris[api].includes(wanted) || resources[api].appId === wanted) return api;
  }
  return undefined;
}

/** Reads a scope parameter; an unknown resource is AADSTS500011, an unknown permission AADSTS650053. */
export function parseScopes(text: string, app: App): Scopes {
  const scopes: Scopes = { signIn: [], apis: [] };
  for (const scope of text.split(/\s+/).filter(Boolean)) {
    const signIn = findPermission(`sign-in/${scope.toLowerCase()}`);
    if (signIn) {
      scopes.signIn.push(signIn);
      continue;
    }
    const { audience, name } = splitScope(app.cloud, scope);
    const api = apiOf(app.cloud, audience);
    if (!api) throw new AadstsError(refusals.unknownResource(audience, app.directoryName));
    const entry = entryFor(scopes, api, audience);
    if (name === '.default') {
      entry.isDefault = true;
      continue;
    }
    const known = permissions.find(
      (one) => one.kind === 'delegated' && one.resource === api && one.name.toLowerCase() === name.toLowerCase(),
    );
    if (!known) throw new AadstsError(refusals.unknownScope(app.name, scope, resources[api].appId));
    if (!entry.permissions.includes(known)) entry.permissions.push(known);
  }
  return scopes;
}

function entryFor(scopes: Scopes, api: ApiId, audience: string): Scopes['apis'][number] {
  const existing = scopes.apis.find((entry) => entry.api === api);
  if (existing) return existing;
  const entry = { api, audience, permissions: [], isDefault: false };
  scopes.apis.push(entry);
  return entry;
}

/** All permission ids a person is asked for. */
export const askedIds = (scopes: Scopes): string[] => [
  ...scopes.signIn.map(({ id }) => id),
  ...scopes.apis.flatMap((entry) => entry.permissions.map(({ id }) => id)),
];
