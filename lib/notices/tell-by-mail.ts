import { type Administrator, administratorsOf } from '#lib/accounts/index.ts';
import { config } from '#lib/config/index.ts';
import { type OwnMail, sendOwnMail } from '#lib/connections/index.ts';
import type { Notice, NoticeStep } from '#lib/db/generated/client.ts';
import { inTenant, type Tx } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { sentence } from '#lib/strings/index.ts';
import { composeNoticeMail, type NoticeMail } from './compose-notice-mail.ts';
import { grantRead, type Watched } from './matters.ts';
import { hasSystemMailer, sendBySystem } from './send-by-system.ts';
import type { Step } from './steps.ts';

/** One mail may take five minutes at a server, and go two ways one after the other; nobody else tells meanwhile. */
const holdMs = 12 * 60_000;

/** Pauses after each try that told not everybody. Then it is given up. */
const pausesMs = [60_000, 600_000, 3_600_000, 6 * 3_600_000];

type Held = {
  step: NoticeStep & { notice: Notice };
  connection: Watched;
  tenant: { slug: string; name: string };
};

/**
 * Writes to the administrators of a tenant what a step of a notice says: through the connection itself where that works,
 * else by the mail server of the installation, and never by the one that is dead. Whoever has it is not written to again.
 */
export async function tellByMail(tenantId: string, stepId: string, now = new Date()): Promise<void> {
  const held = await inTenant(tenantId, (tx) => claim(tx, tenantId, stepId, now));
  if (!held) return;
  try {
    await tell(held, now);
  } catch (error) {
    log().error({ err: error, tenantId, stepId }, 'a notice could not be mailed');
    await putOff(held.step, sentence('notices.mail.ofOurOwn'), now);
  }
}

async function tell({ step, connection, tenant }: Held, now: Date): Promise<void> {
  const { tenantId, notice } = step;
  const people = await administratorsOf(tenantId);
  const ways = waysOf(connection);
  if (people.length === 0) return end(step, { mailState: 'none', mailProblem: sentence('notices.mail.nobody') });
  if (ways.length === 0 && connection.health !== 'retrying') {
    return end(step, toldUntilNow(step, 'none', sentence('notices.mail.noWay')));
  }
  const missing = people.filter(({ userId }) => !step.mailPeople.includes(userId));
  const mail = composeNoticeMail({ notice, step: step.step as Step, connection, tenant, now });
  const { told, why } = await write({ step, mail }, ways, missing);
  if (told === missing.length) return end(step, { mailState: 'sent' });
  await putOff(step, why, now, told);
}

/** Tries again after a pause, or gives up. */
function putOff(step: NoticeStep, why: string, now: Date, told = 0): Promise<void> {
  const pauseMs = pausesMs[step.mailAttempts - 1];
  if (pauseMs !== undefined) return end(step, { mailNextAt: new Date(now.getTime() + pauseMs) });
  const refused = toldUntilNow(step, 'failed', sentence('notices.mail.refused', { why }));
  return end(step, told > 0 ? { mailState: 'sent' } : refused);
}

/** That nobody has it is said only where nobody has. */
function toldUntilNow({ mailPeople }: NoticeStep, otherwise: 'failed' | 'none', mailProblem: string): End {
  return mailPeople.length > 0 ? { mailState: 'sent' } : { mailState: otherwise, mailProblem };
}

async function claim(tx: Tx, tenantId: string, id: string, now: Date): Promise<Held | null> {
  const claimed = await tx.noticeStep.updateMany({
    where: { tenantId, id, mailState: 'waiting', mailNextAt: { lte: now } },
    data: { mailNextAt: new Date(now.getTime() + holdMs), mailAttempts: { increment: 1 } },
  });
  if (claimed.count === 0) return null;
  const include = {
    notice: {
      include: { connection: { include: { grant: grantRead } } },
    },
  } as const;
  const step = await tx.noticeStep.findFirstOrThrow({ where: { tenantId, id }, include });
  const tenant = await tx.tenant.findFirstOrThrow({ where: { id: tenantId }, select: { slug: true, name: true } });
  return { step, connection: step.notice.connection, tenant };
}

type Way = {
  by: 'connection' | 'system';
  /** Says why it was not taken. */
  send: (mail: OwnMail) => Promise<string | null>;
};

function waysOf({ tenantId, id, stage, health }: Watched): Way[] {
  const works = stage === 'active' && ['working', 'untested'].includes(health);
  return [
    ...(works ? [{ by: 'connection', send: (mail) => sendOwnMail(tenantId, id, mail) } satisfies Way] : []),
    ...(hasSystemMailer() ? [{ by: 'system', send: sendBySystem } satisfies Way] : []),
  ];
}

/** How many of them have it now, and why the next has it not. The way that failed for one is not tried for the next. */
async function write(
  { step, mail }: { step: NoticeStep; mail: NoticeMail },
  ways: Way[],
  people: Administrator[],
): Promise<{ told: number; why: string }> {
  const left = [...ways];
  const refusals: string[] = [];
  let told = 0;
  for (const person of people) {
    let way = left[0];
    while (way) {
      const refusal = await refusalOf(way, step, mail, person);
      if (refusal === null) break;
      refusals.push(refusal);
      left.shift();
      way = left[0];
    }
    if (!way) break;
    told += 1;
    await noteTold(step, person, way.by);
  }
  return { told, why: refusals.join(' ') };
}

/** Null where it was taken. */
async function refusalOf(way: Way, step: NoticeStep, mail: NoticeMail, person: Administrator): Promise<string | null> {
  const { hostname } = new URL(config().publicUrl);
  const messageId = `<${step.id}.${person.userId}@${hostname}>`;
  try {
    return await way.send({ ...mail, to: [person.email], messageId, date: step.at });
  } catch (error) {
    log().warn({ err: error, tenantId: step.tenantId, by: way.by }, 'a notice could not be sent');
    return sentence('notices.mail.ofOurOwn');
  }
}

/**
 * At once, so that a process that dies now leaves nobody to be written to twice; and it holds the step on. One that a
 * newer step overtook meanwhile stays at its end: nobody would ever take it up, and it would fall due for good.
 */
async function noteTold({ tenantId, id, mailAttempts }: NoticeStep, person: Administrator, by: Way['by']) {
  const now = new Date();
  await inTenant(tenantId, (tx) =>
    tx.noticeStep.updateMany({
      where: { tenantId, id, mailAttempts, mailState: 'waiting' },
      data: {
        mailPeople: { push: person.userId },
        mailBy: by,
        mailAt: now,
        mailNextAt: new Date(now.getTime() + holdMs),
      },
    }),
  );
}

type End = { mailState?: 'sent' | 'failed' | 'none'; mailNextAt?: Date; mailProblem?: string };

/** Where it is still this process's: another try has counted itself. */
async function end({ tenantId, id, mailAttempts }: NoticeStep, how: End): Promise<void> {
  const where = { tenantId, id, mailAttempts, mailState: 'waiting' };
  await inTenant(tenantId, (tx) => tx.noticeStep.updateMany({ where, data: { mailNextAt: null, ...how } }));
}
