import { requireScope, requireTryBudget, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { asksForTokens } from '#lib/providers/schema.ts';
import { credentialOf } from '#lib/tokens/index.ts';
import { connectionRowOrThrow, getConnection } from './get-connection.ts';
import { lookAtPermission } from './look-at-permission.ts';
import { outcomeDetail } from './outcome-detail.ts';
import type { ConnectionView } from './schema.ts';

/**
 * Asks the provider for a new token now, also where the grant had been given up; the view says what came of it.
 *
 * @throws AppError `conflict` where nobody is asked for tokens; `too_many_requests`
 */
export async function refreshNow(ctx: TenantContext, id: string): Promise<ConnectionView> {
  requireScope(ctx, 'connections:admin');
  const row = await inTenant(ctx.tenantId, (tx) => connectionRowOrThrow(tx, ctx, id));
  if (!asksForTokens(row)) {
    throw new AppError('conflict', 'There is no token here to ask for: the mail server lets it in. Verify it instead.');
  }
  await requireTryBudget(ctx);
  const use = await credentialOf(ctx.tenantId, id, { obtainedAfter: new Date() });
  const missing = await lookAtPermission(ctx, id, use);
  const problem = use.kind === 'problem' ? use.problem : missing;
  await inTenant(ctx.tenantId, (tx) =>
    recordAudit(tx, ctx, {
      action: 'connection.refresh_asked',
      targetKind: 'connection',
      targetId: id,
      details: outcomeDetail(row.provider, problem),
    }),
  );
  return getConnection(ctx, id);
}
