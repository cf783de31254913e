import { setTimeout as pause } from 'node:timers/promises';
import type { Secret } from '#lib/crypto/index.ts';
import { inTenant, isPassingDatabaseError } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { leaseMs, type Need, takeStep } from './claim-lease.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { presentClaim } from './present-claim.ts';
import { settleAnswer } from './settle-answer.ts';
import type { StoredProblem } from './stored-problem.ts';

export type TokenUse =
  | { kind: 'token'; token: Secret; expiresAt: Date; settings: ConnectionSettings }
  | { kind: 'problem'; problem: StoredProblem; settings: ConnectionSettings };

/** A caller waits this long, whoever holds the lease. */
const callerWaitsMs = leaseMs + 5_000;

/** A new token is held this long for a database that is away, whether or not its caller still waits. */
const holdAnswerMs = 15 * 60_000;

/**
 * An access token of this connection: the one in store, or a new one that was stored before it is handed out. One
 * process asks the provider, all others wait for what it stores.
 *
 * @throws AppError `not_found`; `provider_unavailable` when no answer was stored in time.
 */
export async function accessToken(
  tenantId: string,
  connectionId: string,
  asked: Pick<Need, 'obtainedAfter' | 'clientSecret'> = {},
): Promise<TokenUse> {
  const giveUpAt = Date.now() + callerWaitsMs;
  let seenFence: bigint | undefined;
  while (Date.now() < giveUpAt) {
    const need: Need = { tenantId, connectionId, seenFence, ...asked };
    const step = await inTenant(tenantId, (tx) => takeStep(tx, need));
    if (step.kind === 'token' || step.kind === 'problem') return step;
    if (step.kind === 'busy') {
      seenFence ??= step.fence;
      await pause(40 + Math.random() * 80);
      continue;
    }
    const { settings } = step.claim;
    const answer = await presentClaim(step.claim);
    const stored = storing(() => inTenant(tenantId, (tx) => settleAnswer(tx, step.claim, answer)));
    const settled = await within(callerWaitsMs, stored);
    if (settled.kind === 'token' || settled.kind === 'problem') return { ...settled, settings };
  }
  throw tooLate();
}

/** A new token must not be lost to a database that blinks. The fence refuses it if it comes back too late. */
async function storing<T>(store: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + holdAnswerMs;
  for (let tries = 0; ; tries += 1) {
    try {
      return await store();
    } catch (error) {
      if (!isPassingDatabaseError(error) || Date.now() > giveUpAt) throw error;
      await pause(Math.min(2_000, 50 * 2 ** tries));
    }
  }
}

/** Lets the caller go after a while; the work goes on without it. */
async function within<T>(waitMs: number, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = pause(waitMs, undefined, { signal: over.signal }).then(() => {
    throw tooLate();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
    late.catch(() => undefined);
    work.catch(() => undefined);
  }
}

function tooLate(): AppError {
  return new AppError('provider_unavailable', 'The token is still being fetched and stored. Try again in a minute.');
}
