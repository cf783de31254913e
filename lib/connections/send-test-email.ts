import { randomUUID } from 'node:crypto';
import { requireScope, type TenantContext } from '#lib/accounts/index.ts';
import { recordAudit } from '#lib/audit/index.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { inTenant } from '#lib/db/index.ts';
import { healthFor } from '#lib/diagnosis/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { classify } from '#lib/providers/index.ts';
import { sentence } from '#lib/strings/index.ts';
import { accessToken, lockConnection, problemColumn, type StoredProblem, type TokenUse } from '#lib/tokens/index.ts';
import { type SendOutcome, transport } from '#lib/transports/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import type { TestOutcomeView } from './schema.ts';
import { type ConnectionRow, connectionView, type StoredTest } from './view.ts';

/**
 * Sends one test e-mail from the configured sender through this connection, and keeps what came of it. A refusal is
 * an outcome, not an error.
 */
export async function sendTestEmail(ctx: TenantContext, id: string, to: string): Promise<TestOutcomeView> {
  requireScope(ctx, 'connections:test');
  const row = await inTenant(ctx.tenantId, (tx) => connectionRowOrThrow(tx, ctx, id));
  if (row.stage === 'retired') throw new AppError('conflict', 'This connection was retired. Set up a new one.');
  const result = await attempt(ctx, row, to);
  const stored: StoredTest = { kind: result.kind, to, at: new Date().toISOString(), problem: result.problem };
  return inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, id);
    await tx.connection.updateMany({
      // Settings changed while the mail was under way: what it showed is about the old ones.
      where: { tenantId: ctx.tenantId, id, configVersion: row.configVersion },
      data: {
        testRecipient: to,
        lastTestAt: new Date(stored.at),
        lastTest: stored as unknown as Prisma.InputJsonValue,
        ...healthAfter(result),
      },
    });
    await recordAudit(tx, ctx, {
      action: 'connection.test_email',
      targetKind: 'connection',
      targetId: id,
      details: { outcome: result.kind },
    });
    return testView(connectionView(await connectionRowOrThrow(tx, ctx, id)).lastTest, stored);
  });
}

type Result = { kind: SendOutcome['kind']; problem: StoredProblem | null; provider?: TokenUse['settings']['provider'] };

async function attempt(ctx: TenantContext, row: ConnectionRow, to: string): Promise<Result> {
  const mail = testMail(row, to);
  const first = await deliver(await accessToken(ctx.tenantId, row.id), mail);
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
  if (use.kind === 'problem') return { result: { kind: 'refused', problem: use.problem }, tokenRefused: false };
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
  return {
    result: { kind: outcome.kind, problem: { source: 'provider', reply, facts: settings.facts }, provider },
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
  if (result.kind === 'unknown' || problem?.source !== 'provider' || !provider) return {};
  const { class: kind } = classify(provider, problem.reply);
  return kind === 'content' ? {} : { health: healthFor(kind), problem: problemColumn(problem) };
}

function testView(latest: TestOutcomeView | null, stored: StoredTest): TestOutcomeView {
  return latest?.at === stored.at ? latest : { kind: stored.kind, to: stored.to, at: stored.at, problem: null };
}
