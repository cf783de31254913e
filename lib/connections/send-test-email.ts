import { randomUUID } from 'node:crypto';
import { requireScope, requireTryBudget, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { inTenant } from '#lib/db/index.ts';
import { healthFor } from '#lib/diagnosis/index.ts';
import type { Reply } from '#lib/errors/index.ts';
import { classify, type TransportId } from '#lib/providers/index.ts';
import { sentence } from '#lib/strings/index.ts';
import {
  type CredentialUse,
  credentialOf,
  describeProblem,
  eventActor,
  lockConnection,
  problemColumn,
  type StoredEventReply,
  type StoredProblem,
} from '#lib/tokens/index.ts';
import { type OutgoingMail, type SendOutcome, transport } from '#lib/transports/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import { outcomeDetail } from './outcome-detail.ts';
import { refusalClass, unrefutedRefusal } from './refusal-class.ts';
import { requireNotRetired } from './require-not-retired.ts';
import type { TestOutcomeView } from './schema.ts';
import { viaOf } from './via-of.ts';
import { againOf, type ConnectionRow, type StoredTest } from './view.ts';

/**
 * Sends one test e-mail from the configured sender through this connection, and keeps what came of it, as the last
 * one and in the history. A refusal is an outcome, not an error.
 */
export async function sendTestEmail(ctx: TenantContext, id: string, to: string): Promise<TestOutcomeView> {
  requireScope(ctx, 'connections:test');
  const row = await inTenant(ctx.tenantId, (tx) => connectionRowOrThrow(tx, ctx, id));
  requireNotRetired(row);
  await requireTryBudget(ctx);
  const result = await attempt(ctx, row, to);
  const { kind: outcome, refused } = result;
  const stored: StoredTest = { kind: outcome, to, at: new Date().toISOString(), problem: result.problem, refused };
  await inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, id);
    const now = await connectionRowOrThrow(tx, ctx, id);
    // Settings or secret changed while the mail was under way: what it showed is about the old ones.
    if (now.configVersion === row.configVersion && now.secretVersion === row.secretVersion) {
      const earlier = unrefutedRefusal(result.provider, now.lastTest as StoredTest | null);
      const unrefuted = outcome === 'accepted' ? null : earlier;
      const lastTest = { ...stored, unrefuted } as unknown as Prisma.InputJsonValue;
      const data = { testRecipient: to, lastTest, ...(isAboutGrantOf(row, now) ? healthAfter(result) : {}) };
      await tx.connection.updateMany({ where: { tenantId: ctx.tenantId, id }, data });
    }
    const reply = { to, problem: result.problem } satisfies StoredEventReply as unknown as Prisma.InputJsonValue;
    await tx.grantEvent.create({
      data: { tenantId: ctx.tenantId, connectionId: id, kind: `test_${result.kind}`, reply, ...eventActor(ctx) },
    });
    await recordAudit(tx, ctx, {
      action: 'connection.test_email',
      targetKind: 'connection',
      targetId: id,
      details: outcomeDetail(row.provider, result.problem, result.kind),
    });
  });
  const problem = stored.problem && describeProblem(result.provider.id, stored.problem, againOf(row));
  return { kind: stored.kind, to, at: stored.at, problem };
}

/**
 * Whether what one mail showed says something of the connection as it is now: the same consent, and a grant that is
 * not in trouble itself. A token that still lives must not hide that no next one will come.
 */
function isAboutGrantOf(before: ConnectionRow, now: ConnectionRow): boolean {
  const sameConsent = before.grant?.consentedAt?.getTime() === now.grant?.consentedAt?.getTime();
  const problem = now.problem as StoredProblem | null;
  return sameConsent && !now.grant?.stoppedAt && problem?.about !== 'grant';
}

type Result = {
  /** The resource whose token was turned away, and stays. */
  refused: string | null;
  kind: SendOutcome['kind'];
  problem: StoredProblem | null;
  provider: CredentialUse['settings']['provider'];
};

async function attempt(ctx: TenantContext, row: ConnectionRow, to: string): Promise<Result> {
  const mail = testMail(row, to);
  // What the last mail ran into may be cured since; a permission granted since is in a new token only.
  const isInTrouble = (row.problem as StoredProblem | null)?.about === 'delivery';
  const asked = isInTrouble ? { obtainedAfter: new Date() } : {};
  const first = await deliver(await credentialOf(ctx.tenantId, row.id, asked), mail);
  if (first.refused === null || isInTrouble) return first;
  // The token in store may have been revoked before its time: one new token, one more try.
  const second = await credentialOf(ctx.tenantId, row.id, { obtainedAfter: new Date() });
  const result = await deliver(second, mail);
  return second.kind === 'problem' ? { ...result, refused: first.refused } : result;
}

export async function deliver(use: CredentialUse, mail: Omit<OutgoingMail, 'saveToSentItems'>): Promise<Result> {
  const { settings } = use;
  const { connection, provider, saveToSentItems } = settings;
  if (use.kind === 'problem') return { kind: 'refused', problem: use.problem, provider, refused: null };
  const send = transport(connection.transport as TransportId);
  const outcome = await send({ ...mail, saveToSentItems }, viaOf(settings, use.credential));
  if (outcome.kind === 'accepted') return { kind: 'accepted', problem: null, provider, refused: null };
  const { reply } = outcome;
  const { facts } = settings;
  const problem: StoredProblem =
    outcome.kind === 'unknown'
      ? { about: 'delivery', source: 'own', code: 'send_outcome_unknown', facts, reply }
      : { about: 'delivery', source: 'provider', reply, facts };
  const isRefused =
    use.credential.kind === 'token' &&
    outcome.kind === 'refused' &&
    reply.protocol === connection.transport &&
    refusesToken(provider, reply);
  return { kind: outcome.kind, problem, provider, refused: isRefused ? settings.access.resource : null };
}

/**
 * HTTP says it by 401, SMTP by 535 (RFC 4954 §6), which a policy also says to every token, and by a 501 that would pass:
 * what was shown was about to end.
 */
function refusesToken(provider: Result['provider'], reply: Reply): boolean {
  const { class: kind } = classify(provider, reply);
  if (reply.status === 501) return kind === 'transient';
  return reply.status === 401 || (reply.status === 535 && kind !== 'policy');
}

export function testMail(row: Pick<ConnectionRow, 'senderName' | 'senderAddress'>, to: string) {
  return {
    from: { name: row.senderName, address: row.senderAddress },
    to: [to],
    subject: sentence('mail.test.subject', {}),
    text: sentence('mail.test.text', { sender: row.senderAddress }),
    messageId: `<${randomUUID()}@${row.senderAddress.split('@')[1]}>`,
    date: new Date(),
  };
}

/** What one mail proves about the connection: a taken one proves it works; one unwanted recipient proves nothing. */
function healthAfter(result: Result) {
  if (result.kind === 'accepted') return { health: 'working' as const, problem: problemColumn(null) };
  const { problem, provider } = result;
  const kind = refusalClass(provider, problem);
  return kind ? { health: healthFor(kind), problem: problemColumn(problem) } : {};
}
