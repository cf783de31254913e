import { requireScope, requireTryBudget, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import type { Connection } from '#lib/db/generated/client.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { missingToSend, type ProviderId } from '#lib/providers/index.ts';
import {
  credentialOf,
  describeProblem,
  type Forgotten,
  lockConnection,
  renewalTime,
  type StoredProblem,
  settingsOf,
} from '#lib/tokens/index.ts';
import { asksAServer } from './asks-a-server.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import { lockSlot } from './lock-slot.ts';
import { lookAtPermission } from './look-at-permission.ts';
import { requireNotRetired } from './require-not-retired.ts';
import { retire } from './retire.ts';
import { accessDetail, revokeAccess } from './revoke-access.ts';
import type { ConnectionView } from './schema.ts';
import { checkSignIn } from './verify-connection.ts';
import { type ConnectionRow, connectionView } from './view.ts';

/**
 * Puts a candidate to work and retires the active connection, with its secrets, in the same transaction; then the
 * access of the retired one is revoked, unless another grant, as a rule the successor's, would die with it. The partial
 * unique index holds the rule of one; the lock makes racing activations queue up rather than fail.
 */
export async function activateConnection(ctx: TenantContext, id: string): Promise<ConnectionView> {
  requireScope(ctx, 'connections:admin');
  const tried = await requireToken(ctx, id);
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
    requireAsTried(row, tried);
    requireUsable(row);
    // Who waited for the lock may find it disconnected: then it is a candidate with settings to keep.
    const replaces = active && predecessor?.stage === 'active';
    const forgotten = replaces ? await retirePredecessor(tx, ctx, active.id, id) : null;
    await tx.connection.update({ where: { id }, data: { stage: 'active', activatedAt: new Date() } });
    await scheduleRenewal(tx, row);
    await recordAudit(tx, ctx, { action: 'connection.activated', targetKind: 'connection', targetId: id });
    return { view: connectionView(await connectionRowOrThrow(tx, ctx, id)), forgotten };
  });
  if (forgotten) await revokeAccess(ctx, forgotten);
  return view;
}

/** A token older than this says little about whether the next one will come. */
const lateMs = 5 * 60_000;

/** What a token was got with: after a change of one of these it proves nothing. */
type Tried = Pick<Connection, 'configVersion' | 'secretVersion'>;

/** The predecessor's secrets are destroyed, so the successor shows first that it still gets a token; answers with what. */
async function requireToken(ctx: TenantContext, id: string): Promise<Tried> {
  const row = await inTenant(ctx.tenantId, (tx) => connectionRowOrThrow(tx, ctx, id));
  if (row.stage === 'active') return row;
  requireHopeful(row);
  // Where settings were changed, the token in store may be an answer to a request made with those before.
  const wasChanged = row.configVersion > 1;
  const obtainedAfter = new Date(Date.now() - (wasChanged ? 0 : lateMs));
  const problem = asksAServer(row) ? await missingToken(ctx, id, obtainedAfter) : await trySign(ctx, row);
  if (problem) throw cannotSend(row, problem);
  return row;
}

async function missingToken(ctx: TenantContext, id: string, obtainedAfter: Date): Promise<StoredProblem | null> {
  await requireTryBudget(ctx);
  const use = await credentialOf(ctx.tenantId, id, { obtainedAfter });
  return use.kind === 'problem' ? use.problem : lookAtPermission(ctx, id, use);
}

/** Asks a server that an administrator names, as every try does. */
async function trySign(ctx: TenantContext, row: ConnectionRow): Promise<StoredProblem | null> {
  await requireTryBudget(ctx);
  return checkSignIn(ctx, row);
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

/** A token in hand that carries the right to send; nothing less is called active. */
function requireUsable(row: ConnectionRow): void {
  requireHopeful(row);
  if (asksAServer(row) && row.grant?.accessTokens.length === 0)
    throw cannotSend(row, row.problem as StoredProblem | null);
}

/** A grant that nothing is known against: worth asking for a token. */
function requireHopeful(row: ConnectionRow): void {
  requireNotRetired(row);
  const alive = !asksAServer(row) || (row.grant !== null && row.grant.stoppedAt === null);
  const refused = row.health === 'invalid' || row.health === 'needs_consent' || row.health === 'blocked';
  if (!alive || refused) throw cannotSend(row, row.problem as StoredProblem | null);
  const { access } = settingsOf(row);
  const missing = row.grantKind === 'authorization_code' ? missingToSend(access, row.grant?.scopes ?? []) : [];
  if (missing.length > 0) {
    throw new AppError('conflict', `The consent lacks ${missing.join(', ')}. Reconnect and leave that permission in.`);
  }
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
  const token = row.grant?.accessTokens[0];
  if (!row.grant || !token) return;
  await tx.grant.updateMany({
    where: { tenantId: row.tenantId, id: row.grant.id },
    data: { nextRefreshAt: renewalTime(token.obtainedAt, token.expiresAt, settingsOf(row).access.minTokenLifeMs) },
  });
}
