import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { claimScan, scanClaimed } from './scan-file.ts';

/** A text of a request that may have been uploaded. `path` is its field, `name` what people call it. */
export type GivenText = { path: string; name: string; text: string };

/**
 * Lets texts be stored that the scanner in force finds clean. Where none is, all are: going on without one was asked
 * where they were uploaded. What was pasted is scanned too, for nobody can tell. Not for use in a transaction.
 *
 * @returns whether the try of the act that this is part of is taken by it, see `requireTryBudget`
 * @throws AppError as `scanFile` does, of the first that is refused
 */
export async function requireClean(ctx: TenantContext, texts: readonly GivenText[]): Promise<boolean> {
  requireScope(ctx, 'connections:admin');
  const given = texts.filter(({ text }) => text !== '');
  const isClaimed = given.length > 0 && (await claimScan(ctx));
  for (const { path, name, text } of given) await scanClaimed(ctx, { path, name, bytes: Buffer.from(text) });
  return isClaimed;
}
