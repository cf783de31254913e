import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { Secret } from '#lib/crypto/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { accessToken, describeProblem, lockConnection, sealClientSecret } from '#lib/tokens/index.ts';
import { endOf } from './create-connection.ts';
import { connectionRowOrThrow, getConnection } from './get-connection.ts';
import type { ConnectionView } from './schema.ts';

/**
 * Replaces the client secret of a connection in use: the provider is asked with the new one first, and only a secret
 * that brought a token is stored. Until then the old one stays.
 *
 * @throws AppError `invalid_input` naming `clientSecret` when the provider refuses it
 */
export async function replaceSecret(
  ctx: TenantContext,
  id: string,
  input: { clientSecret: string; clientSecretExpiresAt: string | null },
): Promise<ConnectionView> {
  requireScope(ctx, 'connections:admin');
  await inTenant(ctx.tenantId, (tx) => connectionRowOrThrow(tx, ctx, id));
  const clientSecret = new Secret(input.clientSecret);
  const use = await accessToken(ctx.tenantId, id, { obtainedAfter: new Date(), clientSecret });
  if (use.kind === 'problem') {
    const { title, cure } = describeProblem(use.settings.provider.id, use.problem);
    throw new AppError('invalid_input', `${title} The old secret stays in place. ${cure}`, {
      fields: [{ path: 'clientSecret', message: title }],
    });
  }
  await inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, id);
    const row = await connectionRowOrThrow(tx, ctx, id);
    await tx.connection.update({
      where: { id },
      data: {
        ...(await sealClientSecret(tx, row, clientSecret)),
        clientSecretExpiresAt: endOf(input.clientSecretExpiresAt),
      },
    });
    await recordAudit(tx, ctx, { action: 'connection.secret_replaced', targetKind: 'connection', targetId: id });
  });
  return getConnection(ctx, id);
}
