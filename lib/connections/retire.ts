import type { TenantContext } from '#lib/accounts/index.ts';
import type { Tx } from '#lib/db/index.ts';
import { type Forgotten, forgetGrant } from '#lib/tokens/index.ts';

/**
 * Takes a connection out of use and destroys its secrets, in the caller's transaction. Its row is locked. The caller
 * makes the request that is left to be done after its commit (`revokeAccess`). `leaving`: grants that go with it.
 */
export async function retire(
  tx: Tx,
  ctx: TenantContext,
  id: string,
  leaving: readonly string[] = [],
): Promise<Forgotten> {
  const forgotten = await forgetGrant(tx, ctx, id, leaving);
  await tx.consentAttempt.deleteMany({ where: { tenantId: ctx.tenantId, connectionId: id } });
  await tx.connection.updateMany({
    where: { tenantId: ctx.tenantId, id },
    data: {
      stage: 'retired',
      retiredAt: new Date(),
      clientSecret: null,
      proxyPassword: null,
      configVersion: { increment: 1 },
    },
  });
  return forgotten;
}
