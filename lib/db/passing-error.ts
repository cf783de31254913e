/** Prisma: not reachable, timed out, closed, no free connection, transaction lost, write conflict. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034']);

/** PostgreSQL, appendix A: connection lost, shutting down or starting, short of something, deadlock, serialization. */
const sqlStates = /^(08...|53...|57P0[1-5]|58...|55000|40001|40P01)$/;

type Marked = { code?: unknown; meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } } };

/**
 * Whether the same work may succeed in a moment: the database is away, not the work wrong. An error that nobody marked
 * counts as passing: that is how the driver reports a connection that was cut.
 */
export function isPassingDatabaseError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as Marked;
  const original = meta?.driverAdapterError?.cause?.originalCode;
  if (typeof original === 'string') return sqlStates.test(original) || /^E[A-Z]+$/.test(original);
  if (typeof code === 'string') return prismaCodes.has(code) || /^E[A-Z]+$/.test(code);
  // Ours and the language's own (AppError, SealError, TypeError) have names; the driver's bare errors have none.
  return error.name === 'Error' || /^PrismaClient(Unknown|Initialization|RustPanic)/.test(error.name);
}
