import { AppError } from '#lib/errors/index.ts';

export const scopes = [
  'connections:read',
  'connections:test',
  'connections:admin',
  'keys:admin',
  'webhooks:admin',
  'members:admin',
  'audit:read',
] as const;
export type Scope = (typeof scopes)[number];

export const roles = ['admin', 'analyst', 'viewer'] as const;
export type Role = (typeof roles)[number];

/** What a person may do in a tenant; an API key carries its own subset. */
export const scopesOf: Record<Role, readonly Scope[]> = {
  admin: scopes,
  analyst: ['connections:read', 'connections:test'],
  viewer: ['connections:read'],
};

export type Actor =
  | { kind: 'user'; userId: string; name: string; email: string; role: Role; sessionId: string }
  | { kind: 'api_key'; apiKeyId: string; name: string; scopes: readonly Scope[] }
  // Whoever runs commands beside the database, by the name that machine knows them by.
  | { kind: 'operator'; name: string }
  // Named to people by the screens.
  | { kind: 'system'; name: 'sign_in' | 'set_up' | 'worker' };

/** Who acts, in which tenant. Every verb takes it first; the tenant never comes from input. */
export type TenantContext = { tenantId: string; tenantSlug: string; actor: Actor; ip: string | null };

/** Each of these allows it. Whoever sets connections up may see them, as all those verbs answer, and try them. */
export function scopesAllowing(scope: Scope): readonly Scope[] {
  return scope === 'connections:read' || scope === 'connections:test' ? [scope, 'connections:admin'] : [scope];
}

/**
 * Refuses unless the actor may do this. The worker (`system`) acts on nobody's behalf and may do what its verbs say; the
 * operator has the database and its keys, so nothing is kept from them.
 */
export function requireScope(ctx: TenantContext, scope: Scope): void {
  const { actor } = ctx;
  if (actor.kind === 'system' || actor.kind === 'operator') return;
  const held: readonly Scope[] = actor.kind === 'user' ? scopesOf[actor.role] : actor.scopes;
  if (!scopesAllowing(scope).some((each) => held.includes(each))) {
    const who =
      actor.kind === 'user' ? `Your role here is ${actor.role}` : `The key “${actor.name}” does not carry the scope`;
    const cure = actor.kind === 'user' ? 'Ask an administrator of this tenant.' : `Make a key with ${scope}.`;
    throw new AppError('forbidden', `${who}: this needs ${scope}. ${cure}`);
  }
}
