import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { forgetGrant, lockConnection, problemColumn } from '#lib/tokens/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import { requireNotRetired } from './require-not-retired.ts';
import type { ConnectionView } from './schema.ts';
import { connectionView } from './view.ts';

/**
 * Forgets the tokens and the client secret; the other settings stay, as a candidate. Microsoft has no revocation
 * endpoint: whoever wants the grant gone there removes the application's consent in Entra.
 */
export async function disconnect(ctx: TenantContext, id: string): Promise<ConnectionView> {
  requireScope(ctx, 'connections:admin');
  return inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, id);
    const row = await connectionRowOrThrow(tx, ctx, id);
    requireNotRetired(row);
    await forgetGrant(tx, ctx.tenantId, id);
    await tx.consentAttempt.deleteMany({ where: { tenantId: ctx.tenantId, connectionId: id } });
    await tx.connection.update({
      where: { id },
      data: {
        stage: 'candidate',
        activatedAt: null,
        clientSecret: null,
        clientSecretExpiresAt: null,
        configVersion: { increment: 1 },
        health: 'untested',
        problem: problemColumn(null),
        lastTest: problemColumn(null),
      },
    });
    await recordAudit(tx, ctx, { action: 'connection.disconnected', targetKind: 'connection', targetId: id });
    return connectionView(await connectionRowOrThrow(tx, ctx, id));
  });
}
