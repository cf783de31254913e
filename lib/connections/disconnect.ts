import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { forgetGrant, lockConnection, problemColumn } from '#lib/tokens/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import { requireNotRetired } from './require-not-retired.ts';
import { accessDetail, revokeAccess } from './revoke-access.ts';
import type { ConnectionView } from './schema.ts';
import { noEnd } from './secret-end.ts';
import { connectionView } from './view.ts';

/**
 * Forgets the tokens and the client secret; the other settings stay, as a candidate. Then the access is revoked at the
 * provider, unless another grant would die with it; where that cannot be done, whoever wants it gone there removes it
 * on the provider's pages. The answer says what came of it (decision 0011).
 */
export async function disconnect(ctx: TenantContext, id: string): Promise<ConnectionView> {
  requireScope(ctx, 'connections:admin');
  const forgotten = await inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, id);
    const row = await connectionRowOrThrow(tx, ctx, id);
    requireNotRetired(row);
    const forgotten = await forgetGrant(tx, ctx, id);
    await tx.consentAttempt.deleteMany({ where: { tenantId: ctx.tenantId, connectionId: id } });
    await tx.connection.update({
      where: { id },
      data: {
        stage: 'candidate',
        activatedAt: null,
        clientSecret: null,
        proxyPassword: null,
        ...noEnd,
        secretEndDueAt: null,
        configVersion: { increment: 1 },
        health: 'untested',
        problem: problemColumn(null),
        lastTest: problemColumn(null),
      },
    });
    await recordAudit(tx, ctx, {
      action: 'connection.disconnected',
      targetKind: 'connection',
      targetId: id,
      details: accessDetail(forgotten),
    });
    return forgotten;
  });
  await revokeAccess(ctx, forgotten);
  return inTenant(ctx.tenantId, async (tx) => connectionView(await connectionRowOrThrow(tx, ctx, id)));
}
