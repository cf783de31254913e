import { recordAudit } from '#lib/audit/index.ts';
import { randomToken, sha256 } from '#lib/crypto/index.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { apiKeyView } from './api-key-view.ts';
import { type Actor, requireScope, type Scope, type TenantContext } from './context.ts';
import { holdRoles } from './lock-roles.ts';
import type { ApiKeyInput, CreatedApiKey } from './schema.ts';

/**
 * Makes an API key that carries no more than its maker may do; that of the operator is nobody's, so no change of a role
 * ends it. The key itself is in this answer and nowhere else.
 */
export async function createApiKey(ctx: TenantContext, input: ApiKeyInput): Promise<CreatedApiKey> {
  requireScope(ctx, 'keys:admin');
  const { actor } = ctx;
  // A leaked key that can make keys would outlive its own revocation.
  if (actor.kind !== 'user' && actor.kind !== 'operator')
    throw new AppError('forbidden', 'Only people make API keys: sign in and make it there.');
  const maker = actor.kind === 'user' ? actor : null;

  const key = `mg_${randomToken()}`;
  const row = await inTenant(ctx.tenantId, async (tx) => {
    if (maker) await requireStillHeld(tx, ctx, maker, input.scopes);
    const made = await tx.apiKey.create({
      data: {
        tenantId: ctx.tenantId,
        name: input.name,
        prefix: key.slice(0, 9),
        secretHash: sha256(key),
        scopes: [...input.scopes],
        createdById: maker?.userId ?? null,
      },
    });
    const details = { name: made.name, scopes: made.scopes };
    await recordAudit(tx, ctx, {
      action: 'api_key.created',
      targetKind: 'api_key',
      targetId: made.id,
      targetName: made.name,
      details,
    });
    return made;
  });
  return { apiKey: apiKeyView(row, maker?.name ?? null), key };
}

/** What the maker may do now, not when the request came: a demotion ends the keys that are there, and a later one stays. */
async function requireStillHeld(
  tx: Tx,
  ctx: TenantContext,
  actor: Extract<Actor, { kind: 'user' }>,
  scopes: readonly Scope[],
): Promise<void> {
  await holdRoles(tx, ctx.tenantId);
  const where = { tenantId: ctx.tenantId, userId: actor.userId };
  const membership = await tx.membership.findFirst({ where, select: { role: true } });
  if (!membership) throw new AppError('forbidden', 'You do not belong to this tenant any more.');
  const now = { ...ctx, actor: { ...actor, role: membership.role } };
  for (const scope of ['keys:admin' as const, ...scopes]) requireScope(now, scope);
}
