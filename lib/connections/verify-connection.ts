import { requireScope, requireTryBudget, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { healthFor, meaningOf } from '#lib/diagnosis/index.ts';
import { type ProviderId, provider as providerOf, type TransportId } from '#lib/providers/index.ts';
import { asksForTokens } from '#lib/providers/schema.ts';
import {
  type CredentialUse,
  credentialOf,
  ensureGrant,
  lockConnection,
  problemColumn,
  type StoredProblem,
} from '#lib/tokens/index.ts';
import { verifier } from '#lib/transports/index.ts';
import { connectionRowOrThrow, getConnection } from './get-connection.ts';
import { lookAtPermission } from './look-at-permission.ts';
import { outcomeDetail } from './outcome-detail.ts';
import { readSecretEndSoon } from './read-secret-ends.ts';
import { recordSignIn, type SignInAnswer } from './record-sign-in.ts';
import { requireNotRetired } from './require-not-retired.ts';
import type { ConnectionView } from './schema.ts';
import { viaOf } from './via-of.ts';
import type { ConnectionRow } from './view.ts';

/**
 * Shows whether the connection still gets in, without sending anything: a fresh credential, the permission in it, and,
 * at a mail server, a sign-in. What came of it stands on the connection. That it does not get in is no error.
 *
 * @throws AppError `too_many_requests` for who tries too often
 */
export async function verifyConnection(ctx: TenantContext, id: string): Promise<ConnectionView> {
  requireScope(ctx, 'connections:test');
  // The answer is the connection: who may not see it is refused before anything is done.
  requireScope(ctx, 'connections:read');
  requireNotRetired(await inTenant(ctx.tenantId, (tx) => connectionRowOrThrow(tx, ctx, id)));
  await requireTryBudget(ctx);
  const row = await inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, id);
    const found = await connectionRowOrThrow(tx, ctx, id);
    requireNotRetired(found);
    if (found.grantKind === 'client_credentials') await ensureGrant(tx, ctx.tenantId, id);
    return found;
  });
  const problem = await checkSignIn(ctx, row, { obtainedAfter: new Date() });
  await inTenant(ctx.tenantId, async (tx) => {
    await recordAudit(tx, ctx, {
      action: 'connection.verified',
      targetKind: 'connection',
      targetId: id,
      details: outcomeDetail(row.provider, problem),
    });
    if (!problem) await readSecretEndSoon(tx, row);
  });
  return getConnection(ctx, id);
}

/**
 * Signs in with a credential of the connection and writes down what came of it; null where nothing is in the way. The
 * row tells by which settings: what they showed is not about others.
 */
export async function checkSignIn(
  ctx: TenantContext,
  row: ConnectionRow,
  asked: { obtainedAfter?: Date } = {},
): Promise<StoredProblem | null> {
  const use = await credentialOf(ctx.tenantId, row.id, asked);
  // Of a token that cannot be had the token engine itself has written down why.
  if (use.kind === 'problem') return asksForTokens(row) ? use.problem : write(ctx, row, use.problem);
  const missing = await lookAtPermission(ctx, row.id, use);
  const answer = missing ? null : await signIn(use);
  const problem = await write(ctx, row, missing ?? answer?.problem ?? null);
  if (answer) await recordSignIn(ctx, row, answer);
  return problem;
}

/** Signs in and says goodbye; what the server said, or null where a way of sending knows no signing in by itself. */
export async function signIn(
  { credential, settings }: Pick<Extract<CredentialUse, { kind: 'credential' }>, 'credential' | 'settings'>,
  caller?: AbortSignal,
): Promise<SignInAnswer | null> {
  const verify = verifier(settings.connection.transport as TransportId);
  const outcome = verify ? await verify(viaOf(settings, credential), caller) : null;
  if (!outcome) return null;
  const { reply } = outcome;
  if (outcome.kind === 'accepted') return { reply, problem: null };
  const { facts } = settings;
  return { reply, problem: { about: 'delivery', source: 'provider', isSignIn: true, reply, facts } };
}

async function write(ctx: TenantContext, row: ConnectionRow, problem: StoredProblem | null) {
  await inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, row.id);
    const now = await connectionRowOrThrow(tx, ctx, row.id);
    const stored = now.problem as StoredProblem | null;
    if (now.configVersion !== row.configVersion || now.secretVersion !== row.secretVersion) return;
    // What a mail proved, a sign-in does not take back; what the token engine found, it judges itself.
    if (!problem && (!stored || (stored.about === 'grant' && asksForTokens(row)))) return;
    const data = { health: healthAfter(row, problem), problem: problemColumn(problem) } as const;
    await tx.connection.updateMany({ where: { tenantId: ctx.tenantId, id: row.id }, data });
  });
  return problem;
}

function healthAfter({ provider }: ConnectionRow, problem: StoredProblem | null) {
  if (!problem) return 'untested';
  if (problem.source === 'own') return 'invalid';
  return healthFor(meaningOf(providerOf(provider as ProviderId), problem).class);
}
