import { setTimeout as pause } from 'node:timers/promises';
import { inTenant, type Tx, unstored } from '#lib/db/index.ts';
import { changeHeard } from './kept-tokens.ts';

/** Between two looks at the lease of another process: from the first to the longest, with jitter. */
const firstPauseMs = 80;
const longestPauseMs = 500;

/** Next.js may load this module more than once per process; who holds a lease here must be known to all copies. */
const shared = globalThis as { mailgrantLeases?: Map<string, Promise<unknown>> };
shared.mailgrantLeases ??= new Map();
const heldHere = shared.mailgrantLeases;
const watches = new Map<string, Promise<void>>();

const nameOf = (tenantId: string, connectionId: string) => `${tenantId}/${connectionId}`;

/**
 * Marks the holder's work, from the request until its answer is stored. The lease may run out meanwhile, when the
 * database is away; nobody in this process then asks again over the answer that is held.
 */
export function holdLease<T>(tenantId: string, connectionId: string, work: Promise<T>): Promise<T> {
  const name = nameOf(tenantId, connectionId);
  const held = unstored(work).finally(() => {
    // Another may hold it by now.
    if (heldHere.get(name) === held) heldHere.delete(name);
  });
  heldHere.set(name, held);
  return held;
}

export function isHeldHere(tenantId: string, connectionId: string): boolean {
  return heldHere.has(nameOf(tenantId, connectionId));
}

/**
 * Resolves when the holder with this fence is done, or its lease over. Callers of one grant in one process share one
 * wait: for the holder's own work when it is here, else for what the database says. Never rejects: who waited looks
 * again, and meets what went wrong.
 */
export function leaseEnd(tenantId: string, connectionId: string, fence: bigint): Promise<void> {
  const held = heldHere.get(nameOf(tenantId, connectionId));
  if (held) return quiet(held);
  const name = `${nameOf(tenantId, connectionId)}/${fence}`;
  const known = watches.get(name);
  if (known) return known;
  const watch = quiet(watchLease(tenantId, connectionId, fence)).finally(() => watches.delete(name));
  watches.set(name, watch);
  return watch;
}

function quiet(work: Promise<unknown>): Promise<void> {
  return work.then(
    () => undefined,
    () => undefined,
  );
}

async function watchLease(tenantId: string, connectionId: string, fence: bigint): Promise<void> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.5)) {
    const isHeard = await changeOrPause(tenantId, connectionId, pauseMs * (0.75 + 0.5 * Math.random()));
    // Whoever waits looks again in any case: as a rule the holder has stored what it got.
    if (isHeard || !(await inTenant(tenantId, (tx) => isLeased(tx, tenantId, connectionId, fence)))) return;
  }
}

/** What the holder stores is heard at once, where changes are, and then this is true; the pause holds where they are not. */
async function changeOrPause(tenantId: string, connectionId: string, pauseMs: number): Promise<boolean> {
  const over = new AbortController();
  const { signal } = over;
  const heard = changeHeard(tenantId, connectionId, signal).then(() => !signal.aborted);
  const isHeard = await Promise.race([heard, pause(pauseMs, false, { signal })]);
  over.abort();
  return isHeard;
}

/** Whether the holder with this fence has its lease, by the database's clock: those of two machines differ. */
export async function isLeased(tx: Tx, tenantId: string, connectionId: string, fence: bigint): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select from grants
     where tenant_id = ${tenantId}::uuid and connection_id = ${connectionId}::uuid
       and fence = ${fence} and lease_until > now()`;
  return rows.length > 0;
}
