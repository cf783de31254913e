import type { ResourceAccess } from './types.ts';

/** Both names are the same resource at Exchange Online. */
const sameResource: Record<string, string> = { 'outlook.office365.com': 'outlook.office.com' };

/** Google is asked for the short names of OpenID Connect and answers with its own long ones. */
const openIdName: Record<string, string> = {
  'www.googleapis.com/auth/userinfo.email': 'email',
  'www.googleapis.com/auth/userinfo.profile': 'profile',
};

/**
 * The required scopes that were not granted, as required. Microsoft answers `Mail.Send` for
 * `https://graph.microsoft.com/Mail.Send`, in changing case: a short name stands for that name at any resource, while
 * two full names must agree on the resource too. Where a covering one was granted, none is missing.
 */
export function missingScopes(
  required: readonly string[],
  granted: readonly string[],
  covering: readonly string[] = [],
): string[] {
  const held = granted.map(readScope);
  const isHeld = (scope: string) => held.some((other) => isSame(readScope(scope), other));
  return covering.some(isHeld) ? [] : required.filter((scope) => !isHeld(scope));
}

/** What a grant of these scopes lacks to send: the same at its consent, at every renewal, and before it is put to work. */
export function missingToSend(
  { requiredDelegatedScopes, coveringScopes }: Pick<ResourceAccess, 'requiredDelegatedScopes' | 'coveringScopes'>,
  granted: readonly string[],
): string[] {
  return missingScopes(requiredDelegatedScopes, granted, coveringScopes);
}

type Scope = { resource: string | null; name: string };

function readScope(scope: string): Scope {
  const text = scope.trim().toLowerCase();
  const url = /^https?:/.test(text) ? URL.parse(text) : null;
  const openId = url && openIdName[`${url.host}${url.pathname}`];
  if (!url || openId) return { resource: null, name: openId || text };
  return { resource: sameResource[url.host] ?? url.host, name: url.pathname.replace(/^\/+/, '') };
}

function isSame(a: Scope, b: Scope): boolean {
  return a.name === b.name && (a.resource === null || b.resource === null || a.resource === b.resource);
}
