import { inTenant, system } from '#lib/db/index.ts';
import { apiKeyView } from './api-key-view.ts';
import { requireScope, type TenantContext } from './context.ts';
import type { ApiKeyView } from './schema.ts';

/** Lists the tenant's API keys, the newest first, revoked ones too. */
export async function listApiKeys(ctx: TenantContext): Promise<ApiKeyView[]> {
  requireScope(ctx, 'keys:admin');
  const rows = await inTenant(ctx.tenantId, (tx) =>
    tx.apiKey.findMany({
      where: { tenantId: ctx.tenantId },
      orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      omit: { secretHash: true },
    }),
  );
  const makers = await system().user.findMany({
    where: { id: { in: rows.flatMap((row) => row.createdById ?? []) } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(makers.map((maker) => [maker.id, maker.name]));
  return rows.map((row) => apiKeyView(row, nameOf.get(row.createdById ?? '') ?? null));
}
