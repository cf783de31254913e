import type { Tx } from '#lib/db/index.ts';
import type { OAuthNoAnswer } from '#lib/oauth/index.ts';
import type { Claim } from '#lib/tokens/claim-lease.ts';
import { retryTime } from '#lib/tokens/renewal-time.ts';
import type { Settled } from '#lib/tokens/settle-answer.ts';
import { lostOutcome, problemColumn } from '#lib/tokens/stored-problem.ts';
import { lossOf, noteLoss } from './note-loss.ts';
import { recordAside, recordEvent, recordFailure, setHealth } from './record.ts';

/**
 * asked → at rest, where the token is known to live; → unanswered, where it may be used up and one retry is left to find
 * out; → stopped, where that was the retry.
 */
export async function settleNoAnswer(
  tx: Tx,
  claim: Claim,
  failure: OAuthNoAnswer,
  isActive: boolean,
): Promise<Settled> {
  const now = new Date();
  const loss = lossOf(claim, failure);
  const { reply } = failure;
  if ((claim.isTrial || claim.isAside) && loss === 'none') {
    return (await noteLoss(tx, claim, 'none', {})) ? recordAside(tx, claim, 'failed', reply) : { kind: 'stale' };
  }
  const stored = await noteLoss(tx, claim, loss, {
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
  const failed = await recordFailure(tx, claim, 'failed', reply);
  return loss === 'retry' ? { kind: 'again' } : failed;
}
