import type { Tx } from '#lib/db/index.ts';
import { dayMs, hasMoved, type Matter, type Watched } from './matters.ts';

/**
 * Whether a renewal has been seen that left a named end where it was. Until then the notice has no step: nobody is told
 * of it, and it keeps since when that end is known. An end that moves begins anew.
 */
export async function isSeenToStay(tx: Tx, matter: Matter, connection: Watched, now: Date): Promise<boolean> {
  const { tenantId, id: connectionId, grant } = connection;
  const { kind, about, endsAt } = matter;
  const renewedAt = grant?.lastRefreshAt ?? new Date(0);
  // By another process's clock, or since this look began: it said this end.
  const since = { openedAt: renewedAt > now ? renewedAt : now, endsAt, nextStepAt: nextLook(endsAt, now) };
  await tx.notice.createMany({ data: [{ tenantId, connectionId, kind, about, ...since }], skipDuplicates: true });
  const notice = await tx.notice.findFirst({
    where: { tenantId, connectionId, kind, closedAt: null },
    include: { steps: { take: 1 } },
  });
  if (!notice) return false;
  if (notice.steps.length > 0) return true;
  const isAnother = notice.about !== about || hasMoved(notice.endsAt, matter);
  if (!isAnother && renewedAt > notice.openedAt) return true;
  const data = isAnother ? { about, ...since } : { endsAt, nextStepAt: since.nextStepAt };
  await tx.notice.updateMany({ where: { tenantId, id: notice.id }, data });
  return false;
}

/** Whatever is in use was renewed by then; and what is not, before half of what is left is over. */
function nextLook(endsAt: Date | null, now: Date): Date {
  const leftMs = endsAt ? endsAt.getTime() - now.getTime() : 0;
  return new Date(now.getTime() + Math.min(dayMs, Math.max(60_000, leftMs / 2)));
}
