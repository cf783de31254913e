import type { Prisma } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import type { OAuthNoAnswer } from '#lib/oauth/index.ts';
import type { Claim } from '#lib/tokens/claim-lease.ts';
import { marksBefore, released, updateOwn } from './own-marks.ts';

/** Of the token that was presented: whether it may be lost, and if so, whether one retry is left to find out. */
export type Loss = 'none' | 'retry' | 'final';

/**
 * A gateway that swallowed an answer would swallow the next one too: so long the lease is kept before the retry. With
 * the 12 s after which no answer is awaited, it still comes within half a minute (see `leaseMs`).
 */
const pauseBeforeRetryS = 15;

export function lossOf({ settings, grant, refreshToken }: Claim, { presented }: OAuthNoAnswer): Loss {
  if (settings.provider.refreshTokenReuse !== 'once' || refreshToken === null || !presented) return 'none';
  return grant.presentations === 0 ? 'retry' : 'final';
}

/**
 * An uncertain presentation stays on record; a certain miss gives it back. Before the retry everybody waits as for a
 * holder, by the database's clock; under a fence of its own, so that this is settled once. False when the claim is no
 * longer the grant's own.
 */
export async function noteLoss(
  tx: Tx,
  claim: Claim,
  loss: Loss,
  data: Prisma.GrantUncheckedUpdateManyInput,
): Promise<boolean> {
  if (loss === 'none') return updateOwn(tx, claim, { ...data, ...marksBefore(claim) });
  if (loss === 'final') return updateOwn(tx, claim, { ...data, ...released });
  if (!(await updateOwn(tx, claim, { ...data, fence: { increment: 1 } }))) return false;
  await tx.$executeRaw`
    update grants set lease_until = clock_timestamp() + make_interval(secs => ${pauseBeforeRetryS}::double precision)
     where id = ${claim.grant.id}::uuid`;
  return true;
}
