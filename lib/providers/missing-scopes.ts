/** Both names are the same resource at Exchange Online. */
const sameResource: Record<string, string> = { 'outlook.office365.com': 'outlook.office.com' };

/**
 * The required scopes that were not granted, as required. Microsoft answers `Mail.Send` for
 * `https://graph.microsoft.com/Mail.Send`, in changing case: a short name stands for that name at any resource, while
 * two full names must agree on the resource too.
 */
export function missingScopes(required: readonly string[], granted: readonly string[]): string[] {
  const held = granted.map(readScope);
  return required.filter((scope) => !held.some((other) => isSame(readScope(scope), other)));
}

type Scope = { resource: string | null; name: string };

function readScope(scope: string): Scope {
  const text = scope.trim().toLowerCase();
  const url = /^https?:/.test(text) ? URL.parse(text) : null;
  if (!url) return { resource: null, name: text };
  return { resource: sameResource[url.host] ?? url.host, name: url.pathname.replace(/^\/+/, '') };
}

function isSame(a: Scope, b: Scope): boolean {
  return a.name === b.name && (a.resource === null || b.resource === null || a.resource === b.resource);
}
