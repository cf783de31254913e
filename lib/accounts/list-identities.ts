import { system } from '#lib/db/index.ts';
import type { SessionUser } from './find-session.ts';
import type { IdentityView } from './schema.ts';
import { findSignInProvider } from './sign-in-server.ts';

/** Lists with whom this person may sign in besides their password, in the order in which they linked them. */
export async function listIdentities({ userId }: SessionUser): Promise<IdentityView[]> {
  const rows = await system().identity.findMany({ where: { userId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
  return rows.map(({ id, provider, label, address, issuer, createdAt, lastUsedAt }) => ({
    id,
    provider,
    label,
    address,
    offered: findSignInProvider(provider)?.issuer === issuer,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }));
}

/** What people call an identity. */
export function identityName({ label, address }: { label: string; address: string | null }): string {
  return address ? `${label} · ${address}` : label;
}
