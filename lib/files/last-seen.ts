import { placeOf } from './place-of.ts';
import type { InForce } from './scanner-in-force.ts';
import type { ScannerView } from './schema.ts';

/** How a scanner was when it was last asked, by a test or for a file. */
export type LastSeen = NonNullable<ScannerView['lastSeen']>;

type Asked = { tenantId: string };
type Seen = LastSeen & { place: string };

/** Next loads this module once for the pages and once for the routes; what one saw the other tells. */
const shared = globalThis as { mailgrantScanners?: Map<string, Seen> };
shared.mailgrantScanners ??= new Map();
const scanners = shared.mailgrantScanners;

/** The operator's is one for all; of its own each tenant has one, so that this grows with tenants, not with tries. */
const keyOf = ({ tenantId }: Asked, { setBy }: InForce) => (setBy === 'operator' ? 'operator' : tenantId);

const nameOf = ({ scanner }: InForce) => (scanner.kind === 'socket' ? scanner.path : placeOf(scanner));

/**
 * Keeps whether the scanner in force gave an answer just now, in this process: it is asked again after a start, so
 * nothing of it needs a database.
 */
export function noteSeen(ctx: Asked, inForce: InForce, answers: boolean): void {
  const at = new Date().toISOString();
  const before = lastSeen(ctx, inForce);
  const since = before?.answers === answers ? before.since : at;
  scanners.set(keyOf(ctx, inForce), { place: nameOf(inForce), answers, at, since });
}

/** Whether it answered when it was last asked, and since when that is so; null where nobody has asked it. */
export function lastSeen(ctx: Asked, inForce: InForce): LastSeen | null {
  const seen = scanners.get(keyOf(ctx, inForce));
  if (seen?.place !== nameOf(inForce)) return null;
  const { answers, at, since } = seen;
  return { answers, at, since };
}

/** Whether this is the scanner in force: what is said of one that is only tried is not said of it. */
export function isSameScanner(one: InForce, other: InForce | null): boolean {
  return other !== null && one.setBy === other.setBy && nameOf(one) === nameOf(other);
}
