import { sha256 } from '#lib/crypto/index.ts';
import { system } from '#lib/db/index.ts';
import { type Scope, scopes, type TenantContext } from './context.ts';

const usedEveryMs = 60 * 1000;

/** Lets the holder of an API key act in its tenant; null when the key is unknown or revoked. */
export async function findApiKey(key: string, ip: string | null): Promise<TenantContext | null> {
  if (!/^mg_[\w-]{43}$/.test(key)) return null;
  const row = await system().apiKey.findUnique({
    where: { secretHash: sha256(key) },
    select: {
      id: true,
      name: true,
      scopes: true,
      revokedAt: true,
      lastUsedAt: true,
      tenant: { select: { id: true, slug: true } },
    },
  });
  if (!row || row.revokedAt !== null) return null;
  const staleBefore = new Date(Date.now() - usedEveryMs);
  if (row.lastUsedAt === null || row.lastUsedAt < staleBefore) {
    await system().apiKey.updateMany({
      where: { id: row.id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: staleBefore } }] },
      data: { lastUsedAt: new Date() },
    });
  }
  // A scope that this version no longer knows gives nothing.
  const held: Scope[] = scopes.filter((scope) => row.scopes.includes(scope));
  return {
    tenantId: row.tenant.id,
    tenantSlug: row.tenant.slug,
    actor: { kind: 'api_key', apiKeyId: row.id, name: row.name, scopes: held },
    ip,
  };
}
