import type { Secret } from '#lib/crypto/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { within } from '#lib/time/index.ts';
import type { Claim, Need } from './claim-lease.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { recall } from './kept-tokens.ts';
import { lookTogether } from './look-together.ts';
import { presentClaim } from './present-claim.ts';
import { type Settled, settleAnswer } from './settle-answer.ts';
import type { StoredProblem } from './stored-problem.ts';
import { storing } from './storing.ts';
import { leaseMs } from './transitions/announce.ts';
import { holdLease, leaseEnd } from './wait-for-lease.ts';

export type TokenUse =
  | { kind: 'token'; token: Secret; expiresAt: Date; settings: ConnectionSettings }
  | { kind: 'problem'; problem: StoredProblem; settings: ConnectionSettings };

/** What is asked for; see Need. */
export type Asked = Pick<Need, 'obtainedAfter' | 'clientSecret' | 'resource' | 'isAhead'>;

/** A caller waits this long, whoever holds the lease. */
const callerWaitsMs = leaseMs + 5_000;

/**
 * An access token of this connection: the one in store, or a new one that was stored before it is handed out. One
 * process asks the provider, all others wait for what it stores.
 *
 * @throws AppError `not_found`; `provider_unavailable` when no answer was stored in time.
 */
export async function accessToken(tenantId: string, connectionId: string, asked: Asked = {}): Promise<TokenUse> {
  const known = asked.obtainedAfter || asked.clientSecret ? null : recall(tenantId, connectionId, asked.resource ?? '');
  if (known) return known;
  const giveUpAt = Date.now() + callerWaitsMs;
  let seenFence: bigint | undefined;
  while (Date.now() < giveUpAt) {
    const step = await lookTogether({ tenantId, connectionId, seenFence, ...asked });
    if (step.kind === 'token' || step.kind === 'problem') return step;
    if (step.kind === 'busy') {
      seenFence ??= step.fence;
      await before(giveUpAt, leaseEnd(tenantId, connectionId, step.fence));
      continue;
    }
    const settled = await before(giveUpAt, holdLease(tenantId, connectionId, present(step.claim)));
    if (settled.kind === 'unfinished') throw settled.error;
    if (settled.kind === 'token' || settled.kind === 'problem') return { ...settled, settings: step.claim.settings };
  }
  throw tooLate();
}

/** Goes on when its caller has left: what the provider gives is stored in any case. */
async function present(claim: Claim): Promise<Settled> {
  const { tenantId, connectionId } = claim.grant;
  const answer = await presentClaim(claim);
  return storing(() => inTenant(tenantId, (tx) => settleAnswer(tx, claim, answer)), { tenantId, connectionId });
}

/** Lets the caller go at this time; the work goes on without it. */
function before<T>(giveUpAt: number, work: Promise<T>): Promise<T> {
  return within(giveUpAt - Date.now(), work, () => {
    throw tooLate();
  });
}

function tooLate(): AppError {
  return new AppError('provider_unavailable', 'The token is still being fetched and stored. Try again in a moment.');
}
