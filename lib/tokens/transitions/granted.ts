import { inSavepoint, isPassingDatabaseError, type Tx } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import type { TokenAnswer } from '#lib/oauth/index.ts';
import { missingToSend } from '#lib/providers/index.ts';
import type { Claim } from '#lib/tokens/claim-lease.ts';
import { clearGrantProblem } from '#lib/tokens/clear-grant-problem.ts';
import { namedEnd } from '#lib/tokens/named-end.ts';
import { nextRefresh } from '#lib/tokens/renewal-time.ts';
import type { Settled } from '#lib/tokens/settle-answer.ts';
import { sealedRefreshToken, storeAccessToken } from '#lib/tokens/store-tokens.ts';
import { problemColumn, type StoredProblem } from '#lib/tokens/stored-problem.ts';
import { answered, updateOwn } from './own-marks.ts';
import { recordEvent, setHealth } from './record.ts';

type Granted = { answer: TokenAnswer; askedAt: Date; isActive: boolean };

/**
 * asked → at rest, with the next generation where the answer brought another refresh token.
 *
 * First, alone, what cannot be had a second time: the rotated refresh token and the marks. All the rest follows from it
 * in the same transaction, but no bug in it can undo the first.
 */
export async function settleGranted(tx: Tx, claim: Claim, granted: Granted): Promise<Settled> {
  const { grant } = claim;
  const { refreshToken } = granted.answer;
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
      return claim.isAside ? storeAside(tx, claim, granted, rotated) : storeGranted(tx, claim, granted, rotated);
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
  { answer, askedAt, isActive }: Granted,
  rotated: boolean,
): Promise<Settled> {
  const { grant, settings, refreshToken } = claim;
  const { resource, minTokenLifeMs } = settings.access;
  const missing = missingIn(claim, answer);
  const maySend = missing === null;
  const now = new Date();
  const refreshTokenExpiresAt = namedEnd(grant.refreshTokenExpiresAt, answer.refreshTokenExpiresAt, rotated, askedAt);
  const renewal = {
    obtainedAt: askedAt,
    expiresAt: answer.expiresAt,
    minTokenLifeMs,
    lastUsedAt: claim.isUse ? now : grant.lastUsedAt,
    hasRefreshToken: refreshToken !== null,
    refreshTokenExpiresAt,
    idleDays: settings.provider.refreshTokenIdleDays,
  };
  await tx.grant.updateMany({
    where: { id: grant.id, tenantId: grant.tenantId },
    data: {
      refreshTokenExpiresAt,
      scopes: answer.scopes,
      failures: 0,
      stoppedAt: maySend ? null : now,
      overAt: null,
      lastRefreshAt: now,
      nextRefreshAt: isActive && maySend ? nextRefresh(renewal, now) : null,
    },
  });
  if (!maySend) {
    await setHealth(tx, claim, { health: 'needs_consent', problem: problemColumn(missing) });
    return { kind: 'problem', problem: missing };
  }
  await storeAccessToken(tx, grant, resource, answer, askedAt);
  await clearGrantProblem(tx, grant.tenantId, grant.connectionId);
  return { kind: 'token', token: answer.accessToken, expiresAt: answer.expiresAt };
}

/** A token of another resource of the same grant: what the connection sends with, and when that is renewed, stays. */
async function storeAside(tx: Tx, claim: Claim, { answer, askedAt }: Granted, rotated: boolean): Promise<Settled> {
  const { grant, settings } = claim;
  const refreshTokenExpiresAt = namedEnd(grant.refreshTokenExpiresAt, answer.refreshTokenExpiresAt, rotated, askedAt);
  await tx.grant.updateMany({
    where: { id: grant.id, tenantId: grant.tenantId },
    data: { refreshTokenExpiresAt, lastRefreshAt: new Date() },
  });
  const missing = missingIn(claim, answer);
  if (missing) return { kind: 'problem', problem: missing };
  await storeAccessToken(tx, grant, settings.access.resource, answer, askedAt);
  return { kind: 'token', token: answer.accessToken, expiresAt: answer.expiresAt };
}

/** What a person consented to may be less than what sending takes; an application's token names no scopes. */
function missingIn({ settings, refreshToken }: Claim, { scopes }: TokenAnswer): StoredProblem | null {
  const missing = refreshToken ? missingToSend(settings.access, scopes) : [];
  if (missing.length === 0) return null;
  const facts = { ...settings.facts, missingScopes: missing.join(', ') };
  return { about: 'grant', source: 'own', code: 'scope_missing', facts };
}
