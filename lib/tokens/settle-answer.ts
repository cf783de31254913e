import type { Secret } from '#lib/crypto/index.ts';
import type { Tx } from '#lib/db/index.ts';
import type { Claim } from './claim-lease.ts';
import { lockConnection } from './lock-connection.ts';
import type { Answer } from './present-claim.ts';
import type { StoredProblem } from './stored-problem.ts';
import { settleGranted } from './transitions/granted.ts';
import { isOutdated, letGo } from './transitions/outdated.ts';
import { settleRefused } from './transitions/refused.ts';
import { settleNoAnswer } from './transitions/unanswered.ts';

export type Settled =
  | { kind: 'token'; token: Secret; expiresAt: Date }
  /** Another holder, a new consent or a change came between; what was learnt is no longer ours to store. */
  | { kind: 'stale' }
  /** The answer was lost and one retry with the same token is left, for whoever comes first after the pause. */
  | { kind: 'again' }
  /** A bug of ours came after the refresh token, which is stored; the access token is not, so it is not used. */
  | { kind: 'unfinished'; error: unknown }
  | { kind: 'problem'; problem: StoredProblem };

/** Stores what a claim's request brought, where the fence is still the claim's own; only then may it be used. */
export async function settleAnswer(tx: Tx, claim: Claim, answer: Answer): Promise<Settled> {
  const live = await lockConnection(tx, claim.grant.tenantId, claim.grant.connectionId);
  if (!live || live.stage === 'retired') return { kind: 'stale' };
  // Only a connection in use is renewed, and tried again, by itself.
  const isActive = live.stage === 'active';
  if (answer.kind === 'granted') return settleGranted(tx, claim, { ...answer, isActive });
  if (isOutdated(claim, live)) return letGo(tx, claim, answer);
  if (answer.kind === 'refused') return settleRefused(tx, claim, answer.refusal.reply, isActive);
  return settleNoAnswer(tx, claim, answer.failure, isActive);
}
