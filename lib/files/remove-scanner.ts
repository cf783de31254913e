import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { placeOf } from './place-of.ts';
import { requireOwnChoice } from './scanner-in-force.ts';

/** Leaves this tenant's uploads unscanned from now on. Where there is no scanner nothing changes. */
export async function removeScanner(ctx: TenantContext): Promise<void> {
  requireScope(ctx, 'connections:admin');
  requireOwnChoice();
  const { tenantId } = ctx;
  await inTenant(tenantId, async (tx) => {
    const before = await tx.virusScanner.findFirst({ where: { tenantId } });
    if (!before) return;
    await tx.virusScanner.deleteMany({ where: { tenantId } });
    await recordAudit(tx, ctx, {
      action: 'virus_scanner.removed',
      targetKind: 'virus_scanner',
      targetId: tenantId,
      targetName: placeOf(before),
    });
  });
}
