/** Prisma: not reachable, timed out, closed, no free connection, transaction lost, write conflict. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034']);

/**
 * PostgreSQL, appendix A: connection lost, a standby that takes over, ended for idling, short of something, not
 * accepting, cancelled while it waited, shutting down or starting, deadlock, serialization.
 */
const sqlStates = /^(08...|25006|25P0[34]|40001|40P01|53...|55000|55P03|57014|57P0[1-5]|58...)$/;

/** What the driver adapter calls a server that it does not reach, or that no longer answers. */
const lostConnection = new Set<unknown>(['ConnectionClosed', 'DatabaseNotReachable', 'SocketTimeout']);

/** Of the operating system, for a server out of reach. Its other codes tell of files, and other protocols borrow them. */
const systemCodes = new Set(
  'ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENETDOWN EAI_AGAIN ENOTFOUND'.split(' '),
);

/** A transaction that could not begin or was not confirmed, in an error that the driver gave no mark. */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';
}

type AdapterCause = { originalCode?: unknown; kind?: unknown };
type Marked = Error & { code?: unknown; meta?: { driverAdapterError?: { cause?: AdapterCause } } };

/**
 * Whether the same work may succeed in a moment: the database is away, not the work wrong. Only what is known to come
 * from the database counts; an error without a mark is a bug of ours.
 */
export function isPassingDatabaseError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const cause = adapterCause(error);
  if (typeof cause?.originalCode === 'string') return sqlStates.test(cause.originalCode);
  if (lostConnection.has(cause?.kind)) return true;
  const { code } = error as Marked;
  if (typeof code === 'string') return prismaCodes.has(code) || systemCodes.has(code);
  // The driver's words for a connection that was cut are bare errors; Prisma signs them as they pass through a query.
  return error instanceof DatabaseAway || (isBare(error) && 'clientVersion' in error);
}

/** For an error of beginning or committing a transaction, where nothing but the database can fail. */
export function fromDatabase(error: unknown): unknown {
  return error instanceof Error && isBare(error) ? new DatabaseAway(error.message, { cause: error }) : error;
}

/** Where the adapter's own error is kept: within Prisma's, or, when a commit fails, it arrives as it is. */
function adapterCause(error: Marked): AdapterCause | undefined {
  if (error.name === 'DriverAdapterError') return error.cause as AdapterCause | undefined;
  return error.meta?.driverAdapterError?.cause;
}

function isBare(error: Error): boolean {
  return error.name === 'Error' && (error as Marked).code === undefined;
}
