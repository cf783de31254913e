import { inTenant, system } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { accessToken } from './access-token.ts';
import { retryTime } from './renewal-time.ts';

/** A renewal that takes longer gives its place to the next: it waits for its provider, as others of it will. */
const slowAfterMs = 2_000;

/** With the slow ones, whose request ends after 12 s. */
const mostUnderWay = 500;

/** Who saw the database away lets those store first who hold an answer: see `storing`. */
const headStartMs = 5_000;

type Due = { tenantId: string; connectionId: string };

/**
 * Renews access tokens whose time has come, the longest overdue first. Each call begins what is due and not yet under
 * way, as far as places are free, and does not wait for it; `settled` does. A provider that does not answer holds up
 * nobody else's grants. What fails in our own code is put off like any failure, so that it cannot keep others from
 * their turn. `places`: how many begin at once, in one process.
 */
export function createRenewer(places = 20) {
  const underWay = new Map<string, { done: Promise<void>; beganAt: number }>();
  let away: { until: number; error: unknown } | undefined;

  function freePlaces(now: number): number {
    const begun = [...underWay.values()];
    const taken = begun.filter(({ beganAt }) => now - beganAt < slowAfterMs).length;
    return Math.min(places - taken, mostUnderWay - begun.length);
  }

  return {
    renewDue: async (now = new Date()): Promise<void> => {
      const free = freePlaces(now.getTime());
      if (free <= 0) return;
      // Not in silence: that would say that it works again.
      if (away && now.getTime() < away.until) throw away.error;
      const due = await findDue(now, [...underWay.keys()], free).catch((error: unknown) => {
        away = { until: now.getTime() + headStartMs, error };
        throw error;
      });
      for (const one of due) {
        const done = renew(one, now).finally(() => underWay.delete(one.connectionId));
        underWay.set(one.connectionId, { done, beganAt: now.getTime() });
      }
    },
    settled: async (): Promise<void> => {
      await Promise.all([...underWay.values()].map(({ done }) => done));
    },
  };
}

/** Whose time has come, of all tenants, the longest overdue first. */
export function findDue(now: Date, except: string[], most: number): Promise<Due[]> {
  return system().grant.findMany({
    where: {
      nextRefreshAt: { lte: now },
      stoppedAt: null,
      OR: [{ leaseUntil: null }, { leaseUntil: { lte: now } }],
      connectionId: { notIn: except },
    },
    orderBy: { nextRefreshAt: 'asc' },
    take: most,
    select: { tenantId: true, connectionId: true },
  });
}

async function renew(due: Due, now: Date): Promise<void> {
  try {
    const use = await accessToken(due.tenantId, due.connectionId, { obtainedAfter: now, isAhead: true });
    // What the provider said has moved the time already; our own reasons have not.
    if (use.kind === 'problem') await putOff(due, now);
  } catch (error) {
    const { tenantId, connectionId } = due;
    log().error({ err: error, tenantId, connectionId }, 'renewal failed');
    await putOff(due, now).catch((again: unknown) =>
      log().error({ err: again, tenantId, connectionId }, 'not put off'),
    );
  }
}

async function putOff({ tenantId, connectionId }: Due, now: Date): Promise<void> {
  await inTenant(tenantId, async (tx) => {
    const overdue = { tenantId, connectionId, nextRefreshAt: { lte: now } };
    const grant = await tx.grant.findFirst({ where: overdue, select: { failures: true } });
    if (!grant) return;
    const data = { nextRefreshAt: retryTime(now, grant.failures), failures: { increment: 1 } };
    await tx.grant.updateMany({ where: overdue, data });
  });
}
