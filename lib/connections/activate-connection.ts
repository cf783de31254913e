import { requireScope, requireTryBudget, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import type { Connection } from '#lib/db/generated/client.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { missingToSend, type ProviderId, type TransportId } from '#lib/providers/index.ts';
import { asksForTokens } from '#lib/providers/schema.ts';
import {
  credentialOf,
  describeProblem,
  type Forgotten,
  lockConnection,
  nextRefresh,
  type StoredProblem,
  settingsOf,
} from '#lib/tokens/index.ts';
import { speaksHttp } from '#lib/transports/schema.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import { lockSlot } from './lock-slot.ts';
import { lookAtPermission } from './look-at-permission.ts';
import { type ProofNeeded, proofNeeded } from './proof-needed.ts';
import { readSecretEndSoon } from './read-secret-ends.ts';
import { requireNotRetired } from './require-not-retired.ts';
import { retire } from './retire.ts';
import { accessDetail, revokeAccess } from './revoke-access.ts';
import { type ConnectionView, isStopped } from './schema.ts';
import { checkSignIn } from './verify-connection.ts';
import { type ConnectionRow, connectionView } from './view.ts';

/**
 * Puts a candidate to work and retires the active connection, with its secrets, in the same transaction; then the
 * access of the retired one is revoked, unless another grant, as a rule the successor's, would die with it. The partial
 * unique index holds the rule of one; the lock makes racing activations queue up rather than fail.
 */
export async function activateConnection(ctx: TenantContext, id: string): Promise<ConnectionView> {
  requireScope(ctx, 'connections:admin');
  const tried = await requireLetIn(ctx, id);
  const { view, forgotten } = await inTenant(ctx.tenantId, async (tx) => {
    await lockSlot(tx, ctx.tenantId);
    const active = await tx.connection.findFirst({
      where: { tenantId: ctx.tenantId, stage: 'active' },
      select: { id: true },
    });
    const predecessor = active && active.id !== id ? await lockConnection(tx, ctx.tenantId, active.id) : null;
    await lockConnection(tx, ctx.tenantId, id);
    const row = await connectionRowOrThrow(tx, ctx, id);
    if (row.stage === 'active') return { view: connectionView(row), forgotten: null };
    // Who waited for the lock may find it disconnected: then it is a candidate with settings to keep.
    const replaces = active !== null && predecessor?.stage === 'active';
    requireAsTried(row, tried);
    requireUsable(row, replaces);
    const forgotten = replaces ? await retirePredecessor(tx, ctx, active.id, id) : null;
    await tx.connection.update({ where: { id }, data: { stage: 'active', activatedAt: new Date() } });
    await scheduleRenewal(tx, row);
    await readSecretEndSoon(tx, row);
    await recordAudit(tx, ctx, { action: 'connection.activated', targetKind: 'connection', targetId: id });
    return { view: connectionView(await connectionRowOrThrow(tx, ctx, id)), forgotten };
  });
  if (forgotten) await revokeAccess(ctx, forgotten);
  return view;
}

/** A token older than this says little about whether the next one will come. */
const lateMs = 5 * 60_000;

type Asked = { obtainedAfter: Date };

/** What a token was got with: after a change of one of these it proves nothing. */
type Tried = Pick<Connection, 'configVersion' | 'secretVersion'>;

/**
 * The predecessor's secrets are destroyed, so the successor shows first that it still gets a token, and that its mail
 * server lets it in; answers with what it was shown.
 */
async function requireLetIn(ctx: TenantContext, id: string): Promise<Tried> {
  const { row, replaces } = await inTenant(ctx.tenantId, async (tx) => {
    const row = await connectionRowOrThrow(tx, ctx, id);
    const others = { tenantId: ctx.tenantId, stage: 'active', id: { not: id } } as const;
    return { row, replaces: (await tx.connection.count({ where: others })) > 0 };
  });
  if (row.stage === 'active') return row;
  requireHopeful(row, replaces);
  // Where settings were changed, or something failed, the token in store may be from before.
  const isFresh = row.configVersion === 1 && row.problem === null;
  const asked = { obtainedAfter: new Date(Date.now() - (isFresh ? lateMs : 0)) };
  const isHttp = speaksHttp(row.transport as TransportId);
  const problem = isHttp ? await missingToken(ctx, id, asked) : await trySign(ctx, row, asked);
  if (problem) throw cannotSend(row, problem);
  return row;
}

async function missingToken(ctx: TenantContext, id: string, asked: Asked): Promise<StoredProblem | null> {
  await requireTryBudget(ctx);
  const use = await credentialOf(ctx.tenantId, id, asked);
  return use.kind === 'problem' ? use.problem : lookAtPermission(ctx, id, use);
}

/** Asks a server that an administrator names, as every try does. */
async function trySign(ctx: TenantContext, row: ConnectionRow, asked: Asked): Promise<StoredProblem | null> {
  await requireTryBudget(ctx);
  return checkSignIn(ctx, row, asked);
}

function requireAsTried(now: ConnectionRow, tried: Tried): void {
  if (now.configVersion === tried.configVersion && now.secretVersion === tried.secretVersion) return;
  throw new AppError('conflict', 'This connection was changed meanwhile. Look at it again, then activate it.');
}

function cannotSend({ provider }: ConnectionRow, problem: StoredProblem | null): AppError {
  const { title, cure } = problem
    ? describeProblem(provider as ProviderId, problem)
    : { title: 'Connect it first.', cure: 'What is in the way is shown on its page.' };
  return new AppError('conflict', `This connection cannot send yet. ${title} ${cure}`);
}

/** The last thing known of it is a failure, and what sends now could not be had back. */
function notProven({ provider }: ConnectionRow, { by, problem }: ProofNeeded): AppError {
  const { title, cure } = describeProblem(provider as ProviderId, problem);
  const proof = by === 'verify' ? 'Verify it, or send a test e-mail that arrives' : 'Send a test e-mail that arrives';
  return new AppError(
    'conflict',
    `The last try of this connection failed, and what sends now would be destroyed. ${title} ${cure} ${proof}, then activate it.`,
  );
}

/** A token in hand that carries the right to send; nothing less is called active. */
function requireUsable(row: ConnectionRow, replaces: boolean): void {
  requireHopeful(row, replaces);
  if (asksForTokens(row) && row.grant?.accessTokens.length === 0)
    throw cannotSend(row, row.problem as StoredProblem | null);
}

/** A grant that nothing is known against, worth asking for a token; to replace another, no failure that nothing refuted. */
function requireHopeful(row: ConnectionRow, replaces: boolean): void {
  requireNotRetired(row);
  const alive = !asksForTokens(row) || (row.grant !== null && row.grant.stoppedAt === null);
  if (!alive || isStopped(row)) throw cannotSend(row, row.problem as StoredProblem | null);
  const { access } = settingsOf(row);
  const missing = row.grantKind === 'authorization_code' ? missingToSend(access, row.grant?.scopes ?? []) : [];
  if (missing.length > 0) {
    throw new AppError('conflict', `The consent lacks ${missing.join(', ')}. Reconnect and leave that permission in.`);
  }
  const needed = replaces ? proofNeeded(row) : null;
  if (needed) throw notProven(row, needed);
}

async function retirePredecessor(
  tx: Tx,
  ctx: TenantContext,
  predecessor: string,
  successor: string,
): Promise<Forgotten> {
  const forgotten = await retire(tx, ctx, predecessor);
  await recordAudit(tx, ctx, {
    action: 'connection.retired',
    targetKind: 'connection',
    targetId: predecessor,
    details: { replacedBy: successor, ...accessDetail(forgotten) },
  });
  return forgotten;
}

async function scheduleRenewal(tx: Tx, row: ConnectionRow): Promise<void> {
  const { access, provider } = settingsOf(row);
  const { resource, minTokenLifeMs } = access;
  const token = row.grant?.accessTokens.find((one) => one.resource === resource);
  if (!row.grant || !token) return;
  const now = new Date();
  const { refreshToken, refreshTokenExpiresAt } = row.grant;
  const nextRefreshAt = nextRefresh(
    {
      obtainedAt: token.obtainedAt,
      expiresAt: token.expiresAt,
      minTokenLifeMs,
      lastUsedAt: now,
      hasRefreshToken: refreshToken !== null,
      refreshTokenExpiresAt,
      idleDays: provider.refreshTokenIdleDays,
    },
    now,
  );
  await tx.grant.updateMany({
    where: { tenantId: row.tenantId, id: row.grant.id },
    data: { lastUsedAt: now, nextRefreshAt },
  });
}
