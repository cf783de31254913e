import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { Secret } from '#lib/crypto/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import {
  accessToken,
  clearConfigProblem,
  describeProblem,
  lockConnection,
  sealClientSecret,
  type TokenUse,
} from '#lib/tokens/index.ts';
import { endOf } from './create-connection.ts';
import { connectionRowOrThrow, getConnection } from './get-connection.ts';
import { requireNotRetired } from './require-not-retired.ts';
import type { ConnectionView } from './schema.ts';

/**
 * Replaces the client secret of a connection in use: the provider is asked with the new one first, and only a secret
 * that it let in is stored. Until then the old one stays.
 *
 * @throws AppError `invalid_input` naming `clientSecret` when the provider refuses it; `conflict` when the connection
 * was changed meanwhile
 */
export async function replaceSecret(
  ctx: TenantContext,
  id: string,
  input: { clientSecret: string; clientSecretExpiresAt: string | null },
): Promise<ConnectionView> {
  requireScope(ctx, 'connections:admin');
  const before = await inTenant(ctx.tenantId, (tx) => connectionRowOrThrow(tx, ctx, id));
  requireNotRetired(before);
  const clientSecret = new Secret(input.clientSecret);
  requireLetIn(await accessToken(ctx.tenantId, id, { obtainedAfter: new Date(), clientSecret }));
  await inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, id);
    const row = await connectionRowOrThrow(tx, ctx, id);
    if (row.configVersion !== before.configVersion) {
      throw new AppError(
        'conflict',
        'This connection was changed meanwhile. Look at it again, then replace the secret.',
      );
    }
    await tx.connection.update({
      where: { id },
      data: {
        ...(await sealClientSecret(tx, row, clientSecret)),
        clientSecretExpiresAt: endOf(input.clientSecretExpiresAt),
      },
    });
    await clearConfigProblem(tx, ctx.tenantId, id);
    await recordAudit(tx, ctx, { action: 'connection.secret_replaced', targetKind: 'connection', targetId: id });
  });
  return getConnection(ctx, id);
}

/** A grant that needs a person or a policy is not the secret's fault: the provider judged it after letting us in. */
function requireLetIn(use: TokenUse): void {
  if (use.kind === 'token') return;
  const { class: who, title, cure } = describeProblem(use.settings.provider.id, use.problem);
  if (use.problem.source === 'own') {
    throw new AppError('conflict', `The new secret could not be tried, so it is not kept. ${title} ${cure}`);
  }
  if (who === 'consent' || who === 'policy') return;
  throw new AppError('invalid_input', `${title} The old secret stays in place. ${cure}`, {
    fields: [{ path: 'clientSecret', message: title }],
  });
}
