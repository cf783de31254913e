import type { Secret } from '#lib/crypto/index.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { inSavepoint, isPassingDatabaseError, type Tx } from '#lib/db/index.ts';
import { healthFor, meaningOf } from '#lib/diagnosis/index.ts';
import type { Reply } from '#lib/errors/index.ts';
import { log } from '#lib/log/index.ts';
import type { OAuthNoAnswer, TokenAnswer } from '#lib/oauth/index.ts';
import { classify, missingToSend } from '#lib/providers/index.ts';
import type { Claim } from './claim-lease.ts';
import { clearGrantProblem } from './clear-grant-problem.ts';
import { type Locked, lockConnection } from './lock-connection.ts';
import { namedEnd } from './named-end.ts';
import type { Answer } from './present-claim.ts';
import { renewalTime, retryTime } from './renewal-time.ts';
import { sealedRefreshToken, storeAccessToken } from './store-tokens.ts';
import type { StoredEventReply } from './stored-event-reply.ts';
import { lostOutcome, problemColumn, type StoredProblem } from './stored-problem.ts';

export type Settled =
  | { kind: 'token'; token: Secret; expiresAt: Date }
  /** Another holder, a new consent or a change came between; what was learnt is no longer ours to store. */
  | { kind: 'stale' }
  /** The answer was lost and one retry with the same token is left, for whoever comes first after the pause. */
  | { kind: 'again' }
  /** A bug of ours came after the refresh token, which is stored; the access token is not, so it is not used. */
  | { kind: 'unfinished'; error: unknown }
  | { kind: 'problem'; problem: StoredProblem };

/** A gateway that swallowed an answer would swallow the next one too: so long the lease is kept before the retry. */
const pauseBeforeRetryS = 15;

/** Stores what a claim's request brought, where the fence is still the claim's own; only then may it be used. */
export async function settleAnswer(tx: Tx, claim: Claim, answer: Answer): Promise<Settled> {
  const live = await lockConnection(tx, claim.grant.tenantId, claim.grant.connectionId);
  if (!live || live.stage === 'retired') return { kind: 'stale' };
  // Only a connection in use is renewed, and tried again, by itself.
  const isActive = live.stage === 'active';
  if (answer.kind === 'granted') return settleGranted(tx, claim, answer.answer, answer.askedAt, isActive);
  if (isOutdated(claim, live)) return letGo(tx, claim, answer);
  if (answer.kind === 'refused') return settleRefused(tx, claim, answer.refusal.reply, isActive);
  return settleNoAnswer(tx, claim, answer.failure, isActive);
}

const released = { leaseUntil: null } as const;
const answered = { ...released, intent: null, presentations: 0 } as const;

/** Whether it was asked with a secret or settings that are no longer the connection's. One being tried never was. */
function isOutdated({ settings: { connection }, isTrial }: Claim, live: Locked): boolean {
  const otherSecret = !isTrial && live.secretVersion !== connection.secretVersion;
  return otherSecret || live.configVersion !== connection.configVersion;
}

/** No word about the connection as it is now. A token that may be used up stays on record all the same. */
async function letGo(tx: Tx, claim: Claim, answer: Exclude<Answer, { kind: 'granted' }>): Promise<Settled> {
  const loss = answer.kind === 'no_answer' ? lossOf(claim, answer.failure) : 'none';
  await updateAfterLoss(tx, claim, loss, {});
  return { kind: 'stale' };
}

/** As if this claim had not been made. */
function marksBefore({ grant }: Claim) {
  return { ...released, intent: grant.intent, presentations: grant.presentations };
}

/**
 * First, alone, what cannot be had a second time: the rotated refresh token and the marks. All the rest follows from it
 * in the same transaction, but no bug in it can undo the first.
 */
async function settleGranted(
  tx: Tx,
  claim: Claim,
  answer: TokenAnswer,
  askedAt: Date,
  isActive: boolean,
): Promise<Settled> {
  const { grant } = claim;
  const { refreshToken } = answer;
  const rotated = refreshToken !== undefined && refreshToken.reveal() !== claim.refreshToken?.reveal();
  const generation = rotated ? grant.generation + 1 : grant.generation;
  const stored = await updateOwn(tx, claim, {
    ...answered,
    // An answer without a refresh token keeps the old one (RFC 6749 §6).
    ...(rotated ? await sealedRefreshToken(tx, grant, generation, refreshToken) : {}),
    ...(rotated ? { receivedAt: new Date() } : {}),
  });
  if (!stored) return { kind: 'stale' };
  const kind = rotated ? 'rotated' : claim.refreshToken ? 'refreshed' : 'issued';
  try {
    return await inSavepoint(tx, async () => {
      await recordEvent(tx, claim, kind, { generation });
      return storeGranted(tx, claim, answer, askedAt, { isActive, rotated });
    });
  } catch (error) {
    // Then nothing of this is committed, and all of it is tried again.
    if (isPassingDatabaseError(error)) throw error;
    const { tenantId, connectionId } = grant;
    log().error({ err: error, tenantId, connectionId }, 'a token answer is stored only in part: its refresh token');
    return { kind: 'unfinished', error };
  }
}

async function storeGranted(
  tx: Tx,
  claim: Claim,
  answer: TokenAnswer,
  askedAt: Date,
  { isActive, rotated }: { isActive: boolean; rotated: boolean },
): Promise<Settled> {
  const { grant, settings } = claim;
  const { resource, minTokenLifeMs } = settings.access;
  const missing = claim.refreshToken ? missingToSend(settings.access, answer.scopes) : [];
  const maySend = missing.length === 0;
  const now = new Date();
  await tx.grant.updateMany({
    where: { id: grant.id, tenantId: grant.tenantId },
    data: {
      refreshTokenExpiresAt: namedEnd(grant.refreshTokenExpiresAt, answer.refreshTokenExpiresAt, rotated),
      scopes: answer.scopes,
      failures: 0,
      stoppedAt: maySend ? null : now,
      overAt: null,
      lastRefreshAt: now,
      nextRefreshAt: isActive && maySend ? renewalTime(askedAt, answer.expiresAt, minTokenLifeMs) : null,
    },
  });
  if (!maySend) {
    const facts = { ...settings.facts, missingScopes: missing.join(', ') };
    const problem: StoredProblem = { about: 'grant', source: 'own', code: 'scope_missing', facts };
    await setHealth(tx, claim, { health: 'needs_consent', problem: problemColumn(problem) });
    return { kind: 'problem', problem };
  }
  await storeAccessToken(tx, grant, resource, answer, askedAt);
  await clearGrantProblem(tx, grant.tenantId, grant.connectionId);
  return { kind: 'token', token: answer.accessToken, expiresAt: answer.expiresAt };
}

async function settleRefused(tx: Tx, claim: Claim, reply: Reply, isActive: boolean): Promise<Settled> {
  const { class: kind } = classify(claim.settings.provider, reply, claim.settings.connection.grantKind);
  const now = new Date();
  // Only a person or the provider's administrator can cure these; anything else is tried again by itself.
  const stops = kind === 'consent' || kind === 'policy';
  // A refusal of the client is no word about the token: an answer lost before stays lost.
  const marks = stops ? answered : marksBefore(claim);
  // Whoever judges the grant has let the client in: then it is not the secret being tried that is refused.
  if (claim.isTrial && !stops) return settleTrial(tx, claim, marks, 'refused', reply);
  // A setting is mended by a person: asking again every few seconds only fills the history.
  const failures = claim.grant.failures + (kind === 'config' ? 5 : 0);
  const stored = await updateOwn(tx, claim, {
    ...marks,
    failures: { increment: 1 },
    stoppedAt: stops ? now : null,
    overAt: kind === 'consent' ? now : null,
    nextRefreshAt: isActive && !stops ? retryTime(now, failures, reply.retryAfterMs) : null,
  });
  return stored ? fail(tx, claim, 'refused', reply) : { kind: 'stale' };
}

async function settleNoAnswer(tx: Tx, claim: Claim, failure: OAuthNoAnswer, isActive: boolean): Promise<Settled> {
  const now = new Date();
  const loss = lossOf(claim, failure);
  const { reply } = failure;
  if (claim.isTrial && loss === 'none') return settleTrial(tx, claim, marksBefore(claim), 'failed', reply);
  const stored = await updateAfterLoss(tx, claim, loss, {
    failures: { increment: 1 },
    stoppedAt: loss === 'final' ? now : null,
    nextRefreshAt: isActive && loss !== 'final' ? retryTime(now, claim.grant.failures, reply.retryAfterMs) : null,
  });
  if (!stored) return { kind: 'stale' };
  if (loss === 'final') {
    await recordEvent(tx, claim, 'failed', { reply });
    const problem = lostOutcome(claim.settings, reply);
    await setHealth(tx, claim, { health: 'needs_consent', problem: problemColumn(problem) });
    return { kind: 'problem', problem };
  }
  const failed = await fail(tx, claim, 'failed', reply);
  return loss === 'retry' ? { kind: 'again' } : failed;
}

/** Of the token that was presented: whether it may be lost, and if so, whether one retry is left to find out. */
type Loss = 'none' | 'retry' | 'final';

function lossOf({ settings, grant, refreshToken }: Claim, { presented }: OAuthNoAnswer): Loss {
  if (settings.provider.refreshTokenReuse !== 'once' || refreshToken === null || !presented) return 'none';
  return grant.presentations === 0 ? 'retry' : 'final';
}

/**
 * An uncertain presentation stays on record; a certain miss gives it back. Before the retry everybody waits as for a
 * holder, by the database's clock; under a fence of its own, so that this is settled once.
 */
async function updateAfterLoss(
  tx: Tx,
  claim: Claim,
  loss: Loss,
  data: Prisma.GrantUncheckedUpdateManyInput,
): Promise<boolean> {
  if (loss === 'none') return updateOwn(tx, claim, { ...data, ...marksBefore(claim) });
  if (loss === 'final') return updateOwn(tx, claim, { ...data, ...released });
  if (!(await updateOwn(tx, claim, { ...data, fence: { increment: 1 } }))) return false;
  await tx.$executeRaw`
    update grants set lease_until = now() + make_interval(secs => ${pauseBeforeRetryS}::double precision)
     where id = ${claim.grant.id}::uuid`;
  return true;
}

/** A secret that was only tried: the connection is as it was, the event is on record. */
async function settleTrial(
  tx: Tx,
  claim: Claim,
  marks: Prisma.GrantUncheckedUpdateManyInput,
  kind: 'refused' | 'failed',
  reply: Reply,
): Promise<Settled> {
  if (!(await updateOwn(tx, claim, marks))) return { kind: 'stale' };
  await recordEvent(tx, claim, kind, { reply: { ...reply, isTrial: true } });
  return { kind: 'problem', problem: { about: 'grant', source: 'provider', reply, facts: claim.settings.facts } };
}

async function fail(tx: Tx, claim: Claim, kind: 'refused' | 'failed', reply: Reply): Promise<Settled> {
  const { accountAddress } = claim.grant;
  const facts = { ...claim.settings.facts, ...(accountAddress ? { accountAddress } : {}) };
  const problem: StoredProblem = { about: 'grant', source: 'provider', reply, facts };
  await recordEvent(tx, claim, kind, { reply });
  const health = healthFor(meaningOf(claim.settings.provider, problem).class);
  await setHealth(tx, claim, { health, problem: problemColumn(problem) });
  return { kind: 'problem', problem };
}

async function recordEvent(
  tx: Tx,
  claim: Claim,
  kind: 'issued' | 'refreshed' | 'rotated' | 'refused' | 'failed',
  { generation = claim.grant.generation, reply }: { generation?: number; reply?: StoredEventReply },
): Promise<void> {
  const { tenantId, connectionId } = claim.grant;
  await tx.grantEvent.create({
    data: {
      tenantId,
      connectionId,
      kind,
      resource: claim.settings.access.resource,
      generation: claim.refreshToken ? generation : null,
      ...(reply ? { reply: reply as unknown as Prisma.InputJsonValue } : {}),
    },
  });
}

/** A claim is settled once: done a second time, after a commit that was never confirmed, it finds the lease given up. */
async function updateOwn(tx: Tx, claim: Claim, data: Prisma.GrantUncheckedUpdateManyInput): Promise<boolean> {
  const { id, tenantId } = claim.grant;
  const own = { id, tenantId, fence: claim.fence, leaseUntil: { not: null } };
  const { count } = await tx.grant.updateMany({ where: own, data });
  return count === 1;
}

async function setHealth(tx: Tx, claim: Claim, data: Prisma.ConnectionUncheckedUpdateManyInput): Promise<void> {
  const { connectionId: id, tenantId } = claim.grant;
  await tx.connection.updateMany({ where: { id, tenantId }, data });
}
