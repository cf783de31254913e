import { inTenant, system } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { accessToken } from './access-token.ts';
import { retryTime } from './renewal-time.ts';

/** At once, in one process. A provider that answers slowly holds up its own places only. */
const places = 20;

type Due = { tenantId: string; connectionId: string };

/**
 * Renews access tokens whose time has come, the longest overdue first. Each call begins what is due and not yet under
 * way, as far as places are free, and does not wait for it; `settled` does. What fails in our own code is put off like
 * any failure, so that it cannot keep others from their turn.
 */
export function createRenewer() {
  const underWay = new Map<string, Promise<void>>();
  return {
    renewDue: async (now = new Date()): Promise<void> => {
      const free = places - underWay.size;
      if (free <= 0) return;
      const due = await system().grant.findMany({
        where: {
          nextRefreshAt: { lte: now },
          stoppedAt: null,
          OR: [{ leaseUntil: null }, { leaseUntil: { lte: now } }],
          connectionId: { notIn: [...underWay.keys()] },
        },
        orderBy: { nextRefreshAt: 'asc' },
        take: free,
        select: { tenantId: true, connectionId: true },
      });
      for (const one of due) {
        const done = renew(one, now).finally(() => underWay.delete(one.connectionId));
        underWay.set(one.connectionId, done);
      }
    },
    settled: async (): Promise<void> => {
      await Promise.all(underWay.values());
    },
  };
}

async function renew(due: Due, now: Date): Promise<void> {
  try {
    const use = await accessToken(due.tenantId, due.connectionId, { obtainedAfter: now });
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
