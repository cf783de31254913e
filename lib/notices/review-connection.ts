import type { Notice } from '#lib/db/generated/client.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { announceEvent, dropWaiting } from '#lib/webhooks/index.ts';
import { eventData, eventOf } from './event-data.ts';
import type { DueConnection } from './find-due.ts';
import { grantRead, isOf, type Matter, mattersOf, type Watched } from './matters.ts';
import type { NoticeKind } from './schema.ts';
import { type Step, stepOf } from './steps.ts';
import { isSeenToStay } from './unsaid-end.ts';

const ofTrouble: readonly string[] = ['needs_consent', 'needs_settings'] satisfies NoticeKind[];

/**
 * Brings the notices of a connection to what is so of it: closes those that are over, opens what is new, and takes the
 * step that has come. Whatever two processes see at once, the unique keys let one of them tell it.
 */
export async function reviewConnection({ tenantId, connectionId }: DueConnection, now: Date): Promise<void> {
  await inTenant(tenantId, async (tx) => {
    const connection = await tx.connection.findFirst({
      where: { tenantId, id: connectionId },
      include: { grant: grantRead },
    });
    if (!connection) return;
    const matters = mattersOf(connection, now);
    const open = await tx.notice.findMany({
      where: { tenantId, connectionId, closedAt: null },
      include: { steps: { take: 1 } },
    });
    for (const notice of open) {
      if (!isStillSo(notice, matters, connection)) await close(tx, notice, connection, now);
    }
    for (const matter of matters) {
      if (!matter.mayMove || (await isSeenToStay(tx, matter, connection, now))) {
        await advance(tx, matter, connection, now);
      }
    }
  });
}

function isStillSo(notice: Notice & { steps: unknown[] }, matters: Matter[], { stage, health }: Watched): boolean {
  const matter = matters.find(({ kind }) => kind === notice.kind);
  // What nobody was told of is no other matter for anybody.
  if (matter && (isOf(notice, matter) || (matter.mayMove && notice.steps.length === 0))) return true;
  // What is tried again is not over: nothing has been seen to work.
  return ofTrouble.includes(notice.kind) && stage === 'active' && health === 'retrying';
}

/** Trouble that ends because it works again is told of; what was taken out of use, or ends later, is not. */
async function close(tx: Tx, notice: Notice, connection: Watched, now: Date): Promise<void> {
  const { tenantId, id } = notice;
  const where = { tenantId, id, closedAt: null };
  const closed = await tx.notice.updateMany({ where, data: { closedAt: now, nextStepAt: null } });
  if (closed.count === 0) return;
  const worksAgain = connection.stage === 'active' && ['working', 'untested'].includes(connection.health);
  if (worksAgain && ofTrouble.includes(notice.kind)) await take(tx, notice, 'recovered', connection, now);
  else await leaveUntold(tx, notice);
}

async function advance(tx: Tx, matter: Matter, connection: Watched, now: Date): Promise<void> {
  const { tenantId, id: connectionId } = connection;
  const { kind, about, endsAt } = matter;
  const { step, nextStepAt } = stepOf(matter, now);
  await tx.notice.createMany({
    data: [{ tenantId, connectionId, kind, about, openedAt: now, endsAt, nextStepAt }],
    skipDuplicates: true,
  });
  const notice = await tx.notice.findFirst({ where: { tenantId, connectionId, kind, closedAt: null } });
  if (!notice) return;
  await tx.notice.updateMany({ where: { tenantId, id: notice.id }, data: { endsAt, nextStepAt } });
  await take(tx, { ...notice, endsAt }, step, connection, now);
}

/** Tells a step that nobody has told yet; what earlier ones have still to say is said by this one. */
async function take(tx: Tx, notice: Notice, step: Step, connection: Watched, now: Date): Promise<void> {
  const { tenantId, id: noticeId } = notice;
  const earlier = await stepIds(tx, notice);
  const made = await tx.noticeStep.createManyAndReturn({
    data: [{ tenantId, noticeId, step, at: now, mailNextAt: now }],
    skipDuplicates: true,
    select: { id: true },
  });
  const [told] = made;
  if (!told) return;
  await tx.noticeStep.updateMany({
    where: { tenantId, id: { in: earlier }, mailState: 'waiting' },
    data: { mailState: 'none', mailNextAt: null },
  });
  // A try of a day ago would arrive after what has become of it.
  await dropWaiting(tx, tenantId, earlier);
  const { slug } = await tx.tenant.findFirstOrThrow({ where: { id: tenantId }, select: { slug: true } });
  const data = eventData(notice, { slug, connection, step, now });
  await announceEvent(tx, tenantId, { event: eventOf(notice.kind, step), aboutId: told.id, at: now, data });
}

async function leaveUntold(tx: Tx, notice: Notice): Promise<void> {
  const { tenantId, id: noticeId } = notice;
  const where = { tenantId, noticeId, mailState: 'waiting' };
  await tx.noticeStep.updateMany({ where, data: { mailState: 'none', mailNextAt: null } });
  await dropWaiting(tx, tenantId, await stepIds(tx, notice));
}

async function stepIds(tx: Tx, { tenantId, id: noticeId }: Notice): Promise<string[]> {
  const steps = await tx.noticeStep.findMany({ where: { tenantId, noticeId }, select: { id: true } });
  return steps.map(({ id }) => id);
}
