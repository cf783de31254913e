import type { Tx } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { lockSlot } from './lock-slot.ts';

/** Enough for every mailbox and provider somebody tries in a week; each may hold secrets that open something. */
const mostCandidates = 50;

/**
 * Looks for room for one candidate more. The slot's lock makes those who come at once be counted one after the other.
 *
 * @throws AppError `conflict` where the tenant has as many as it may
 */
export async function requireRoom(tx: Tx, tenantId: string): Promise<void> {
  await lockSlot(tx, tenantId);
  if ((await tx.connection.count({ where: { tenantId, stage: 'candidate' } })) < mostCandidates) return;
  throw new AppError(
    'conflict',
    `There are ${mostCandidates} connections that are not in use, and no more can be kept. Discard one of them, then save this one again.`,
  );
}
