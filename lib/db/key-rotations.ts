import type { Prisma } from './generated/client.ts';

/** The newest change of keys: the data keys `d` + generation seal from then on, wrapped by that key of the operator. */
export type Rotation = { generation: number; operatorKid: string; beganAt: Date; beganBy: string };

/** The newest rotation; null where no key was ever changed. */
export function latestRotation(tx: Pick<Prisma.TransactionClient, 'keyRotation'>): Promise<Rotation | null> {
  return tx.keyRotation.findFirst({ orderBy: { generation: 'desc' } });
}

/**
 * Holds the keys in use as they are until the transaction ends: what makes a key for a new tenant ends before a rotation
 * begins, and is found by it, or comes after it.
 */
export async function holdRotation(tx: Prisma.TransactionClient): Promise<Rotation | null> {
  await tx.$executeRaw`select pg_advisory_xact_lock_shared(hashtextextended('key rotation', 0))`;
  return latestRotation(tx);
}

/** The same, alone: no rotation begins and no tenant gets its first key until the transaction ends. */
export async function holdRotationAlone(tx: Prisma.TransactionClient): Promise<Rotation | null> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('key rotation', 0))`;
  return latestRotation(tx);
}

/** Begins the next rotation, where `choose` names the operator's key for it; it sees the one before. */
export async function beginRotation(
  tx: Prisma.TransactionClient,
  choose: (before: Rotation | null) => Promise<Pick<Rotation, 'operatorKid' | 'beganBy'>>,
): Promise<Rotation> {
  const before = await holdRotationAlone(tx);
  const data = { generation: (before?.generation ?? 1) + 1, ...(await choose(before)) };
  return tx.keyRotation.create({ data });
}
