import type { TenantContext } from '#lib/accounts/index.ts';
import type { Tx } from '#lib/db/index.ts';
import { forgetGrant } from '#lib/tokens/index.ts';

/** Takes a connection out of use and destroys its secrets, in the caller's transaction. Its row is locked. */
export async function retire(tx: Tx, ctx: TenantContext, id: string): Promise<void> {
  await forgetGrant(tx, ctx.tenantId, id);
  await tx.consentAttempt.deleteMany({ where: { tenantId: ctx.tenantId, connectionId: id } });
  await tx.connection.updateMany({
    where: { tenantId: ctx.tenantId, id },
    data: { stage: 'retired', retiredAt: new Date(), clientSecret: null, configVersion: { increment: 1 } },
  });
}
