import type { Tx } from '#lib/db/index.ts';
import type { Reply } from '#lib/errors/index.ts';
import { classify } from '#lib/providers/index.ts';
import type { Claim } from '#lib/tokens/claim-lease.ts';
import { retryTime } from '#lib/tokens/renewal-time.ts';
import type { Settled } from '#lib/tokens/settle-answer.ts';
import { answered, marksBefore, updateOwn } from './own-marks.ts';
import { recordAside, recordFailure } from './record.ts';

/** asked → stopped, where only a person or the provider's administrator can help; else → at rest, to be asked again. */
export async function settleRefused(tx: Tx, claim: Claim, reply: Reply, isActive: boolean): Promise<Settled> {
  const { class: kind } = classify(claim.settings.provider, reply, claim.settings.connection.grantKind);
  const now = new Date();
  // Only a person or the provider's administrator can cure these; anything else is tried again by itself.
  const stops = kind === 'consent' || kind === 'policy';
  // A refusal of the client is no word about the token: an answer lost before stays lost.
  const marks = stops ? answered : marksBefore(claim);
  // Whoever judges the grant has let the client in: then it is not the secret being tried that is refused.
  if (claim.isAside || (claim.isTrial && !stops)) {
    // What the grant may not do elsewhere is no word about the mail it sends, nor about an answer lost before.
    const aside = claim.isAside ? marksBefore(claim) : marks;
    return (await updateOwn(tx, claim, aside)) ? recordAside(tx, claim, 'refused', reply) : { kind: 'stale' };
  }
  // A setting is mended by a person: asking again every few seconds only fills the history.
  const failures = claim.grant.failures + (kind === 'config' ? 5 : 0);
  const stored = await updateOwn(tx, claim, {
    ...marks,
    failures: { increment: 1 },
    stoppedAt: stops ? now : null,
    overAt: kind === 'consent' ? now : null,
    nextRefreshAt: isActive && !stops ? retryTime(now, failures, reply.retryAfterMs) : null,
  });
  return stored ? recordFailure(tx, claim, 'refused', reply) : { kind: 'stale' };
}
