import { z } from 'zod';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { requireScope, type TenantContext } from './context.ts';

/** Ends an API key: the next request with it is refused. Of one that is revoked already nothing changes. */
export async function revokeApiKey(ctx: TenantContext, id: string): Promise<void> {
  requireScope(ctx, 'keys:admin');
  const missing = new AppError('not_found', 'There is no such API key in this tenant.');
  if (!z.uuid().safeParse(id).success) throw missing;
  await inTenant(ctx.tenantId, async (tx) => {
    const row = await tx.apiKey.findFirst({ where: { id, tenantId: ctx.tenantId }, select: { name: true } });
    if (!row) throw missing;
    const revoked = await tx.apiKey.updateMany({
      where: { id, tenantId: ctx.tenantId, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (revoked.count === 0) return;
    const details = { name: row.name };
    await recordAudit(tx, ctx, {
      action: 'api_key.revoked',
      targetKind: 'api_key',
      targetId: id,
      targetName: row.name,
      details,
    });
  });
}
