import type { Prisma } from '#lib/db/generated/client.ts';
import type { Tx } from '#lib/db/index.ts';
import type { Claim } from '#lib/tokens/claim-lease.ts';

/** What a settled claim leaves on its grant. */
export const released = { leaseUntil: null } as const;

/** The server has told what became of the token that was shown to it. */
export const answered = { ...released, intent: null, presentations: 0 } as const;

/** As if this claim had not been made: an answer lost before stays lost. */
export function marksBefore({ grant }: Claim) {
  return { ...released, intent: grant.intent, presentations: grant.presentations };
}

/**
 * Changes the grant where the fence is still the claim's own. A claim is settled once: done a second time, after a
 * commit that was never confirmed, it finds the lease given up.
 */
export async function updateOwn(tx: Tx, claim: Claim, data: Prisma.GrantUncheckedUpdateManyInput): Promise<boolean> {
  const { id, tenantId } = claim.grant;
  const own = { id, tenantId, fence: claim.fence, leaseUntil: { not: null } };
  const { count } = await tx.grant.updateMany({ where: own, data });
  return count === 1;
}
