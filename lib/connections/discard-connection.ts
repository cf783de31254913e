import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { lockConnection } from '#lib/tokens/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import { retire } from './retire.ts';
import { accessDetail, revokeAccess } from './revoke-access.ts';

/** Ends a candidate for good: its settings become history, its secrets are destroyed, its access is revoked. */
export async function discardConnection(ctx: TenantContext, id: string): Promise<void> {
  requireScope(ctx, 'connections:admin');
  const forgotten = await inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, id);
    const row = await connectionRowOrThrow(tx, ctx, id);
    if (row.stage === 'active') throw new AppError('conflict', 'This connection is in use. Disconnect it first.');
    if (row.stage === 'retired') return null;
    const forgotten = await retire(tx, ctx, id);
    await recordAudit(tx, ctx, {
      action: 'connection.discarded',
      targetKind: 'connection',
      targetId: id,
      details: accessDetail(forgotten),
    });
    return forgotten;
  });
  if (forgotten) await revokeAccess(ctx, forgotten);
}
