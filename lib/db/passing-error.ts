/** Prisma: not reachable, timed out, closed, no free connection, transaction lost, write conflict. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034']);

/** PostgreSQL, appendix A: connection lost, shutting down or starting, too many clients, deadlock, serialization. */
const sqlStates = /^(08...|57P0[123]|55000|53300|40001|40P01)$/;

const systemCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE']);

/** Whether the same work may succeed in a moment: the database is away, not the work wrong. */
export function isPassingDatabaseError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as {
    code?: unknown;
    meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } };
  };
  if (typeof code === 'string' && (prismaCodes.has(code) || systemCodes.has(code))) return true;
  const sqlState = meta?.driverAdapterError?.cause?.originalCode;
  return typeof sqlState === 'string' && (sqlStates.test(sqlState) || systemCodes.has(sqlState));
}
