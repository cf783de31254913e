import { system } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { createUnderWay } from '#lib/time/index.ts';
import { findDue } from './find-due.ts';
import { reviewConnection } from './review-connection.ts';
import { tellByMail } from './tell-by-mail.ts';

/**
 * Sees what is so of the connections in use and lets their people know. `reviewDue` takes the steps that have come;
 * `mailDue` begins the e-mails that are due, as far as there are places, and does not wait for them: `settled` does.
 */
export function createTeller(places = 20) {
  const underWay = createUnderWay(places);
  return {
    reviewDue: async (now = new Date()): Promise<void> => {
      for (const due of await findDue(now)) {
        // One that cannot be told of must not keep the others.
        await reviewConnection(due, now).catch((error: unknown) =>
          log().error({ err: error, ...due }, 'the notices of a connection could not be reviewed'),
        );
      }
    },
    mailDue: async (now = new Date()): Promise<void> => {
      const free = underWay.free();
      if (free <= 0) return;
      const due = await system().noticeStep.findMany({
        where: { mailNextAt: { lte: now }, id: { notIn: underWay.names() } },
        orderBy: { mailNextAt: 'asc' },
        take: free,
        select: { id: true, tenantId: true },
      });
      for (const { id, tenantId } of due) underWay.begin(id, () => mail(tenantId, id, now));
    },
    settled: underWay.settled,
  };
}

/** What fails in our own code is tried again when the claim has run out. */
async function mail(tenantId: string, stepId: string, now: Date): Promise<void> {
  await tellByMail(tenantId, stepId, now).catch((error: unknown) =>
    log().error({ err: error, tenantId, stepId }, 'a notice could not be mailed'),
  );
}
