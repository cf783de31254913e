import { system } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { accessToken } from './access-token.ts';

/** A grant whose renewal failed in our own code is not picked again at once by the same worker. */
const batchSize = 20;

/**
 * Renews every access token whose time has come, oldest first. Returns how many were tried. One tenant's failure is
 * logged and leaves the others alone.
 */
export async function renewDue(now = new Date()): Promise<number> {
  const due = await system().grant.findMany({
    where: { nextRefreshAt: { lte: now }, stoppedAt: null, OR: [{ leaseUntil: null }, { leaseUntil: { lte: now } }] },
    orderBy: { nextRefreshAt: 'asc' },
    take: batchSize,
    select: { tenantId: true, connectionId: true },
  });
  await Promise.all(
    due.map(async ({ tenantId, connectionId }) => {
      try {
        await accessToken(tenantId, connectionId, { obtainedAfter: now });
      } catch (error) {
        log().error({ error, tenantId, connectionId }, 'renewal failed');
      }
    }),
  );
  return due.length;
}
