import type { Tx } from '#lib/db/index.ts';
import type { Claim } from '#lib/tokens/claim-lease.ts';
import type { Locked } from '#lib/tokens/lock-connection.ts';
import type { Answer } from '#lib/tokens/present-claim.ts';
import type { Settled } from '#lib/tokens/settle-answer.ts';
import { lossOf, noteLoss } from './note-loss.ts';

/** Whether it was asked with a secret or settings that are no longer the connection's. One being tried never was. */
export function isOutdated({ settings: { connection }, isTrial }: Claim, live: Locked): boolean {
  const otherSecret = !isTrial && live.secretVersion !== connection.secretVersion;
  return otherSecret || live.configVersion !== connection.configVersion;
}

/**
 * asked → at rest or unanswered, with no word about the connection as it is now. A token that may be used up stays on
 * record all the same.
 */
export async function letGo(tx: Tx, claim: Claim, answer: Exclude<Answer, { kind: 'granted' }>): Promise<Settled> {
  const loss = answer.kind === 'no_answer' ? lossOf(claim, answer.failure) : 'none';
  await noteLoss(tx, claim, loss, {});
  return { kind: 'stale' };
}
