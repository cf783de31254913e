import type { Secret } from '#lib/crypto/index.ts';
import type { Grant, Prisma } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import { openVault } from '#lib/db/vault.ts';
import { healthFor } from '#lib/diagnosis/index.ts';
import type { Reply } from '#lib/errors/index.ts';
import type { TokenAnswer } from '#lib/oauth/index.ts';
import { classify, missingScopes } from '#lib/providers/index.ts';
import { accessTokenPlace, type Claim, refreshTokenPlace } from './claim-lease.ts';
import { lockConnection } from './lock-connection.ts';
import type { Answer } from './present-claim.ts';
import { renewalTime, retryTime } from './renewal-time.ts';
import { problemColumn, type StoredProblem } from './stored-problem.ts';

export type Settled =
  | { kind: 'token'; token: Secret; expiresAt: Date }
  /** Another holder or a new consent came between; what was learnt is no longer ours to store. */
  | { kind: 'stale' }
  /** The answer was lost and one retry with the same token is left. */
  | { kind: 'again' }
  | { kind: 'problem'; problem: StoredProblem };

/** Stores what a claim's request brought, where the fence is still the claim's own; only then may it be used. */
export async function settleAnswer(tx: Tx, claim: Claim, answer: Answer): Promise<Settled> {
  const live = await lockConnection(tx, claim.grant.tenantId, claim.grant.connectionId);
  if (!live || live.stage === 'retired') return { kind: 'stale' };
  if (answer.kind === 'granted')
    return settleGranted(tx, claim, answer.answer, answer.askedAt, live.stage === 'active');
  if (answer.kind === 'refused') return settleRefused(tx, claim, answer.refusal.reply);
  return settleNoAnswer(tx, claim, answer.failure.reply, answer.failure.presented);
}

const released = { leaseUntil: null } as const;
const answered = { ...released, intent: null, presentations: 0 } as const;

async function settleGranted(
  tx: Tx,
  claim: Claim,
  answer: TokenAnswer,
  askedAt: Date,
  active: boolean,
): Promise<Settled> {
  const { grant, settings } = claim;
  const rotated = answer.refreshToken !== undefined && answer.refreshToken.reveal() !== claim.refreshToken?.reveal();
  const generation = rotated ? grant.generation + 1 : grant.generation;
  const now = new Date();
  const stored = await updateOwn(tx, claim, {
    ...answered,
    // An answer without a refresh token keeps the old one (RFC 6749 §6).
    ...(rotated && answer.refreshToken ? await sealedRefreshToken(tx, grant, generation, answer.refreshToken) : {}),
    ...(answer.refreshTokenExpiresAt ? { refreshTokenExpiresAt: answer.refreshTokenExpiresAt } : {}),
    ...(rotated ? { receivedAt: now } : {}),
    scopes: answer.scopes,
    failures: 0,
    stoppedAt: null,
    lastRefreshAt: now,
    nextRefreshAt: active ? renewalTime(askedAt, answer.expiresAt) : null,
  });
  if (!stored) return { kind: 'stale' };
  await storeAccessToken(tx, grant, settings.access.resource, answer, askedAt);
  await tx.grantEvent.create({
    data: {
      tenantId: grant.tenantId,
      connectionId: grant.connectionId,
      kind: rotated ? 'rotated' : claim.refreshToken ? 'refreshed' : 'issued',
      resource: settings.access.resource,
      generation: claim.refreshToken ? generation : null,
    },
  });
  const missing = claim.refreshToken ? missingScopes(settings.access.requiredDelegatedScopes, answer.scopes) : [];
  if (missing.length > 0) {
    const problem: StoredProblem = {
      source: 'own',
      code: 'scope_missing',
      facts: { ...settings.facts, missingScopes: missing.join(', ') },
    };
    await setHealth(tx, claim, { health: 'needs_consent', problem: problemColumn(problem) });
    return { kind: 'problem', problem };
  }
  await clearGrantProblem(tx, claim);
  return { kind: 'token', token: answer.accessToken, expiresAt: answer.expiresAt };
}

/** The columns that hold a refresh token, sealed to its generation. */
export async function sealedRefreshToken(
  tx: Tx,
  grant: Pick<Grant, 'id' | 'tenantId'>,
  generation: number,
  token: Secret,
) {
  const vault = await openVault(tx, grant.tenantId);
  return { generation, refreshToken: vault.seal(refreshTokenPlace(grant, generation), token) };
}

/** Puts an access token beside its grant; the version rises so that an older seal cannot be put back. */
export async function storeAccessToken(
  tx: Tx,
  grant: Pick<Grant, 'id' | 'tenantId'>,
  resource: string,
  answer: TokenAnswer,
  obtainedAt: Date,
): Promise<void> {
  const key = { grantId_resource: { grantId: grant.id, resource } };
  const before = await tx.accessToken.findUnique({ where: key, select: { version: true } });
  const version = (before?.version ?? 0) + 1;
  const vault = await openVault(tx, grant.tenantId);
  const columns = {
    version,
    token: vault.seal(accessTokenPlace(grant, resource, version), answer.accessToken),
    scopes: answer.scopes,
    obtainedAt,
    expiresAt: answer.expiresAt,
  };
  await tx.accessToken.upsert({
    where: key,
    create: { tenantId: grant.tenantId, grantId: grant.id, resource, ...columns },
    update: columns,
  });
}

async function settleRefused(tx: Tx, claim: Claim, reply: Reply): Promise<Settled> {
  const { class: kind } = classify(claim.settings.provider, reply);
  const now = new Date();
  if (claim.isTrial) return settleTrial(tx, claim, answered, reply);
  // Only a person or the provider's administrator can cure these; anything else is tried again by itself.
  const stops = kind === 'consent' || kind === 'policy';
  const stored = await updateOwn(tx, claim, {
    ...answered,
    failures: { increment: 1 },
    stoppedAt: stops ? now : null,
    nextRefreshAt: stops ? null : await nextTry(tx, claim, reply, now),
  });
  if (!stored) return { kind: 'stale' };
  return fail(tx, claim, 'refused', reply, healthFor(kind));
}

async function settleNoAnswer(tx: Tx, claim: Claim, reply: Reply, presented: boolean): Promise<Settled> {
  const now = new Date();
  const once = claim.settings.provider.refreshTokenReuse === 'once' && claim.refreshToken !== null;
  const uncertain = once && presented;
  const retriesLeft = uncertain && claim.grant.presentations === 0;
  const lost = uncertain && !retriesLeft;
  // An uncertain presentation stays on record; a certain miss gives it back.
  const { intent, presentations } = claim.grant;
  const marks = uncertain ? released : { ...released, intent, presentations };
  if (claim.isTrial && !uncertain) return settleTrial(tx, claim, marks, reply);
  const stored = await updateOwn(tx, claim, {
    ...marks,
    failures: { increment: 1 },
    stoppedAt: lost ? now : null,
    nextRefreshAt: lost ? null : await nextTry(tx, claim, reply, now),
  });
  if (!stored) return { kind: 'stale' };
  if (lost) {
    await recordEvent(tx, claim, 'failed', reply);
    const problem: StoredProblem = { source: 'own', code: 'unknown_outcome', facts: claim.settings.facts };
    await setHealth(tx, claim, { health: 'needs_consent', problem: problemColumn(problem) });
    return { kind: 'problem', problem };
  }
  const failed = await fail(tx, claim, 'failed', reply, healthFor(classify(claim.settings.provider, reply).class));
  return retriesLeft ? { kind: 'again' } : failed;
}

async function settleTrial(
  tx: Tx,
  claim: Claim,
  marks: Prisma.GrantUncheckedUpdateManyInput,
  reply: Reply,
): Promise<Settled> {
  if (!(await updateOwn(tx, claim, marks))) return { kind: 'stale' };
  await recordEvent(tx, claim, 'refused', reply);
  return { kind: 'problem', problem: { source: 'provider', reply, facts: claim.settings.facts } };
}

/** Only a connection in use is tried again by itself. */
async function nextTry(tx: Tx, claim: Claim, reply: Reply, now: Date): Promise<Date | null> {
  const { stage } = await tx.connection.findUniqueOrThrow({
    where: { id: claim.grant.connectionId },
    select: { stage: true },
  });
  return stage === 'active' ? retryTime(now, claim.grant.failures, reply.retryAfterMs) : null;
}

async function fail(
  tx: Tx,
  claim: Claim,
  kind: 'refused' | 'failed',
  reply: Reply,
  health: ReturnType<typeof healthFor>,
): Promise<Settled> {
  const facts = {
    ...claim.settings.facts,
    ...(claim.grant.accountAddress ? { accountAddress: claim.grant.accountAddress } : {}),
  };
  const problem: StoredProblem = { source: 'provider', reply, facts };
  await recordEvent(tx, claim, kind, reply);
  await setHealth(tx, claim, { health, problem: problemColumn(problem) });
  return { kind: 'problem', problem };
}

async function recordEvent(tx: Tx, claim: Claim, kind: 'refused' | 'failed', reply: Reply): Promise<void> {
  const { tenantId, connectionId, generation } = claim.grant;
  await tx.grantEvent.create({
    data: {
      tenantId,
      connectionId,
      kind,
      resource: claim.settings.access.resource,
      generation: claim.refreshToken ? generation : null,
      reply: reply as unknown as Prisma.InputJsonValue,
    },
  });
}

async function updateOwn(tx: Tx, claim: Claim, data: Prisma.GrantUncheckedUpdateManyInput): Promise<boolean> {
  const { id, tenantId } = claim.grant;
  const { count } = await tx.grant.updateMany({ where: { id, tenantId, fence: claim.fence }, data });
  return count === 1;
}

async function setHealth(tx: Tx, claim: Claim, data: Prisma.ConnectionUncheckedUpdateManyInput): Promise<void> {
  const { connectionId: id, tenantId } = claim.grant;
  await tx.connection.updateMany({ where: { id, tenantId }, data });
}

/** A token in hand cures what ailed the grant, not what a mail server said about the last message. */
async function clearGrantProblem(tx: Tx, claim: Claim): Promise<void> {
  const { connectionId: id, tenantId } = claim.grant;
  const { problem, lastTest } = await tx.connection.findUniqueOrThrow({
    where: { id },
    select: { problem: true, lastTest: true },
  });
  const stored = problem as StoredProblem | null;
  if (!stored) return;
  const aboutDelivery = stored.source === 'provider' && ['graph', 'smtp'].includes(stored.reply.protocol);
  if (aboutDelivery) return;
  const tested = (lastTest as { kind?: string } | null)?.kind === 'accepted';
  await tx.connection.updateMany({
    where: { id, tenantId },
    data: { health: tested ? 'working' : 'untested', problem: problemColumn(null) },
  });
}
