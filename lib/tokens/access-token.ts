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

type Options = Pick<Need, 'obtainedAfter' | 'clientSecret'> & {
  /** How long the token must still live, in milliseconds. */
  validForMs?: number;
};

/**
 * An access token of this connection: the one in store, or a new one that was stored before it is handed out. One
 * process asks the provider, all others wait for what it stores.
 *
 * @throws AppError `not_found`; `provider_unavailable` when the holder of the lease answers nothing in time.
 */
export async function accessToken(tenantId: string, connectionId: string, options: Options = {}): Promise<TokenUse> {
  const { validForMs = 60_000, ...asked } = options;
  const giveUpAt = Date.now() + leaseMs + 5_000;
  let seenFence: bigint | undefined;
  while (Date.now() < giveUpAt) {
    const need: Need = { tenantId, connectionId, validUntil: new Date(Date.now() + validForMs), seenFence, ...asked };
    const step = await inTenant(tenantId, (tx) => takeStep(tx, need));
    if (step.kind === 'token' || step.kind === 'problem') return step;
    if (step.kind === 'busy') {
      seenFence ??= step.fence;
      await pause(40 + Math.random() * 80);
      continue;
    }
    const { settings } = step.claim;
    const answer = await presentClaim(step.claim);
    const settled = await storing(() => inTenant(tenantId, (tx) => settleAnswer(tx, step.claim, answer)), giveUpAt);
    if (settled.kind === 'token' || settled.kind === 'problem') return { ...settled, settings };
  }
  throw new AppError('provider_unavailable', 'Another process is still fetching the token. Try again in a minute.');
}

/** A new token must not be lost to a database that blinks: storing is tried until the lease would have run out. */
async function storing<T>(store: () => Promise<T>, giveUpAt: number): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await store();
    } catch (error) {
      if (!isPassingDatabaseError(error) || Date.now() > giveUpAt) throw error;
      await pause(Math.min(2_000, 50 * 2 ** tries));
    }
  }
}
