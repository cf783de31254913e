import { randomUUID } from 'node:crypto';
import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { inTenant } from '#lib/db/index.ts';
import { healthFor } from '#lib/diagnosis/index.ts';
import { classify } from '#lib/providers/index.ts';
import { sentence } from '#lib/strings/index.ts';
import {
  accessToken,
  describeProblem,
  lockConnection,
  problemColumn,
  type StoredProblem,
  type TokenUse,
} from '#lib/tokens/index.ts';
import { type SendOutcome, transport } from '#lib/transports/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import { requireNotRetired } from './require-not-retired.ts';
import type { TestOutcomeView } from './schema.ts';
import type { ConnectionRow, StoredTest } from './view.ts';

/**
 * Sends one test e-mail from the configured sender through this connection, and keeps what came of it. A refusal is
 * an outcome, not an error.
 */
export async function sendTestEmail(ctx: TenantContext, id: string, to: string): Promise<TestOutcomeView> {
  requireScope(ctx, 'connections:test');
  const row = await inTenant(ctx.tenantId, (tx) => connectionRowOrThrow(tx, ctx, id));
  requireNotRetired(row);
  const result = await attempt(ctx, row, to);
  const stored: StoredTest = { kind: result.kind, to, at: new Date().toISOString(), problem: result.problem };
  await inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, id);
    const now = await connectionRowOrThrow(tx, ctx, id);
    // Settings changed while the mail was under way: what it showed is about the old ones.
    if (now.configVersion === row.configVersion) {
      const lastTest = stored as unknown as Prisma.InputJsonValue;
      const data = { testRecipient: to, lastTest, ...(isAboutGrantOf(row, now) ? healthAfter(result) : {}) };
      await tx.connection.updateMany({ where: { tenantId: ctx.tenantId, id }, data });
    }
    await recordAudit(tx, ctx, {
      action: 'connection.test_email',
      targetKind: 'connection',
      targetId: id,
      details: { outcome: result.kind },
    });
  });
  const problem = stored.problem && describeProblem(result.provider.id, stored.problem);
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
  kind: SendOutcome['kind'];
  problem: StoredProblem | null;
  provider: TokenUse['settings']['provider'];
};

async function attempt(ctx: TenantContext, row: ConnectionRow, to: string): Promise<Result> {
  const mail = testMail(row, to);
  // What the last mail ran into may be cured since; a permission granted since is in a new token only.
  const isInTrouble = (row.problem as StoredProblem | null)?.about === 'delivery';
  const asked = isInTrouble ? { obtainedAfter: new Date() } : {};
  const first = await deliver(await accessToken(ctx.tenantId, row.id, asked), mail);
  if (!first.tokenRefused) return first.result;
  // The token may have been revoked before its time: one new token, one more try.
  return (await deliver(await accessToken(ctx.tenantId, row.id, { obtainedAfter: new Date() }), mail)).result;
}

async function deliver(
  use: TokenUse,
  mail: Omit<Parameters<ReturnType<typeof transport>>[0], 'saveToSentItems'>,
): Promise<{ result: Result; tokenRefused: boolean }> {
  const { settings } = use;
  const { connection, endpoints, provider } = settings;
  if (use.kind === 'problem')
    return { result: { kind: 'refused', problem: use.problem, provider }, tokenRefused: false };
  const send = transport(connection.transport as Parameters<typeof transport>[0]);
  const outcome = await send(
    { ...mail, saveToSentItems: settings.saveToSentItems },
    {
      accessToken: use.token,
      mailbox: connection.senderAddress,
      actingAs: connection.grantKind === 'client_credentials' ? 'application' : 'user',
      graphUrl: endpoints.graphUrl,
      smtpHost: endpoints.smtpHost,
      smtpPort: endpoints.smtpPort,
      implicitTls: endpoints.smtpPort === 465,
      caCertificate: endpoints.caCertificate,
    },
  );
  if (outcome.kind === 'accepted')
    return { result: { kind: 'accepted', problem: null, provider }, tokenRefused: false };
  const { reply } = outcome;
  const { facts } = settings;
  const problem: StoredProblem =
    outcome.kind === 'unknown'
      ? { about: 'delivery', source: 'own', code: 'send_outcome_unknown', facts, reply }
      : { about: 'delivery', source: 'provider', reply, facts };
  return {
    result: { kind: outcome.kind, problem, provider },
    tokenRefused: outcome.kind === 'refused' && reply.protocol === 'graph' && reply.status === 401,
  };
}

function testMail(row: ConnectionRow, to: string) {
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
  // A problem of the grant is on record already; a lost answer says nothing.
  if (problem?.source !== 'provider' || problem.about !== 'delivery') return {};
  const { class: kind } = classify(provider, problem.reply);
  return kind === 'content' ? {} : { health: healthFor(kind), problem: problemColumn(problem) };
}
