import type { Tx } from './client.ts';

/** Runs one part of a transaction's work. When it throws, what the transaction did before it can still be committed. */
export async function inSavepoint<T>(tx: Tx, part: () => Promise<T>): Promise<T> {
  await tx.$executeRaw`savepoint part`;
  try {
    const done = await part();
    await tx.$executeRaw`release savepoint part`;
    return done;
  } catch (error) {
    await tx.$executeRaw`rollback to savepoint part`;
    throw error;
  }
}
