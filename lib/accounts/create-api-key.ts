import { recordAudit } from '#lib/audit/index.ts';
import { randomToken, sha256 } from '#lib/crypto/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { apiKeyView } from './api-key-view.ts';
import { requireScope, type TenantContext } from './context.ts';
import type { ApiKeyInput, CreatedApiKey } from './schema.ts';

/** Makes an API key that carries no more than its maker may do. The key itself is in this answer and nowhere else. */
export async function createApiKey(ctx: TenantContext, input: ApiKeyInput): Promise<CreatedApiKey> {
  requireScope(ctx, 'keys:admin');
  const { actor } = ctx;
  // A leaked key that can make keys would outlive its own revocation.
  if (actor.kind !== 'user') throw new AppError('forbidden', 'Only people make API keys: sign in and make it there.');
  for (const scope of input.scopes) requireScope(ctx, scope);

  const key = `mg_${randomToken()}`;
  const row = await inTenant(ctx.tenantId, async (tx) => {
    const made = await tx.apiKey.create({
      data: {
        tenantId: ctx.tenantId,
        name: input.name,
        prefix: key.slice(0, 9),
        secretHash: sha256(key),
        scopes: [...input.scopes],
        createdById: actor.userId,
      },
    });
    const details = { name: made.name, scopes: made.scopes };
    await recordAudit(tx, ctx, { action: 'api_key.created', targetKind: 'api_key', targetId: made.id, details });
    return made;
  });
  return { apiKey: apiKeyView(row, actor.name), key };
}
