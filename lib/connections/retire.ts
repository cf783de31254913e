import type { TenantContext } from '#lib/accounts/index.ts';
import type { Tx } from '#lib/db/index.ts';
import { type Forgotten, forgetGrants } from '#lib/tokens/index.ts';

/**
 * Takes a connection out of use and destroys its secrets, in the caller's transaction. Its row is locked. The caller
 * makes the request that is left to be done after its commit (`revokeAccess`).
 */
export async function retire(tx: Tx, ctx: TenantContext, id: string): Promise<Forgotten> {
  const [forgotten] = await retireAll(tx, ctx, [id]);
  return forgotten ?? { access: null, begun: null };
}

/** The same of several, which leave together; what each leaves to be done, in their order. */
export async function retireAll(tx: Tx, ctx: TenantContext, ids: readonly string[]): Promise<Forgotten[]> {
  const { tenantId } = ctx;
  const forgotten = await forgetGrants(tx, ctx, ids);
  await tx.consentAttempt.deleteMany({ where: { tenantId, connectionId: { in: [...ids] } } });
  await tx.connection.updateMany({
    where: { tenantId, id: { in: [...ids] } },
    data: {
      stage: 'retired',
      retiredAt: new Date(),
      clientSecret: null,
      proxyPassword: null,
      secretEndDueAt: null,
      configVersion: { increment: 1 },
    },
  });
  return forgotten;
}
