import type { TenantContext } from '#lib/accounts/index.ts';
import { config } from '#lib/config/index.ts';
import {
  type Applied,
  activateConnection,
  applyConnection,
  connect,
  getConnection,
  listConnections,
  sendTestEmail,
} from '#lib/connections/index.ts';
import type { ConnectionView, ProblemView } from '#lib/connections/schema.ts';
import { randomToken } from '#lib/crypto/index.ts';
import { AppError } from '#lib/errors/index.ts';
import type { Act, Answer, Given, Surroundings } from './command.ts';
import { readConnectionFile, type WantedConnection } from './connection-file.ts';
import { tenantOf } from './tenant-of.ts';

/** `connection apply`: what the file says is saved first; what it wants to come of it is told apart from that. */
export async function connectionApply(given: Given, surroundings: Surroundings): Promise<Act> {
  const wanted = await readConnectionFile(given.file, surroundings);
  return async (operator) => {
    const ctx = await tenantOf(operator, wanted.tenant);
    const applied = await applyConnection(ctx, wanted.input);
    const end = await takeFurther(ctx, applied, wanted);
    return answer(ctx, applied, wanted, end, await getConnection(ctx, applied.connection.id));
  };
}

/** How far it got behind saving. */
type End =
  | { kind: 'done' }
  | { kind: 'consent_needed'; page: string }
  | { kind: 'stopped'; sentence: string; problem: ProblemView | null };

async function takeFurther(ctx: TenantContext, applied: Applied, wanted: WantedConnection): Promise<End> {
  const { connection } = applied;
  const { id } = connection;
  if (connection.stage === 'active') return { kind: 'done' };
  if (needsPerson(connection)) {
    return { kind: 'consent_needed', page: `${config().publicUrl}/t/${ctx.tenantSlug}/mail/connections/${id}` };
  }
  try {
    const problem = await troubleConnecting(ctx, applied);
    if (problem) return { kind: 'stopped', sentence: inFull(problem), problem };
    const { testRecipient } = wanted.input;
    const refused = testRecipient ? await troubleSending(ctx, connection, testRecipient) : null;
    if (refused) return refused;
    if (wanted.activate) await activateConnection(ctx, id);
    return { kind: 'done' };
  } catch (error) {
    // Saved is saved: the refusal is about what comes after.
    if (error instanceof AppError) return { kind: 'stopped', sentence: error.message, problem: null };
    throw error;
  }
}

function needsPerson({ grantKind, grant, health }: ConnectionView): boolean {
  const isConsented = grant !== null && grant.consentedAt !== null && grant.stoppedAt === null;
  return grantKind === 'authorization_code' && (!isConsented || health === 'needs_consent');
}

async function troubleConnecting(ctx: TenantContext, { kind, connection }: Applied): Promise<ProblemView | null> {
  if (connection.grantKind === 'authorization_code') return connection.problem;
  const hasToken = (connection.grant?.accessTokens.length ?? 0) > 0;
  const isConnected = connection.health === 'working' || (connection.problem === null && hasToken);
  if (kind === 'unchanged' && isConnected) return null;
  return (await connect(ctx, connection.id, randomToken())).connection.problem;
}

/** A mail that this very connection has brought there already is not sent again. */
async function troubleSending(ctx: TenantContext, { id, lastTest }: ConnectionView, to: string): Promise<End | null> {
  if (lastTest?.kind === 'accepted' && lastTest.to === to) return null;
  const { kind, problem } = await sendTestEmail(ctx, id, to);
  if (kind === 'accepted') return null;
  const what = kind === 'refused' ? 'was refused' : 'was not answered: look whether it arrived';
  const sentence = `The test e-mail to ${to} ${what}. ${problem ? inFull(problem) : ''}`.trim();
  return { kind: 'stopped', sentence, problem };
}

const inFull = ({ title, why, cure }: ProblemView) => [title, why, cure].filter(Boolean).join(' ');

const saved: Record<Applied['kind'], string> = {
  unchanged: 'Unchanged',
  created: 'Created',
  changed: 'Changed',
  candidate_beside_active: 'Created beside the active connection',
};

async function answer(
  ctx: TenantContext,
  { kind }: Applied,
  wanted: WantedConnection,
  end: End,
  connection: ConnectionView,
): Promise<Answer> {
  const { id, providerLabel, senderAddress, stage } = connection;
  const isActive = stage === 'active';
  const all = await listConnections(ctx);
  const stays = !isActive && all.some((each) => each.stage === 'active') ? ' The active connection keeps sending.' : '';
  const lines = [`${saved[kind]}: ${providerLabel} · ${senderAddress} (${id}).`];
  if (end.kind === 'done') {
    lines.push(
      isActive
        ? 'It is active.'
        : `It is ready and not active: add “activate: true”, or activate it in the console.${stays}`,
    );
    if (isActive && connection.problem) lines.push(`It does not work at the moment. ${inFull(connection.problem)}`);
  }
  if (end.kind === 'consent_needed') {
    const after = wanted.activate ? ' Then run this command again: it activates the connection.' : '';
    lines.push(`Next, a person signs in: open ${end.page} and press Connect.${after}${stays}`);
  }
  if (end.kind === 'stopped') {
    lines.push(`Saved, but not working: ${end.sentence}`);
    if (wanted.activate) lines.push(`Not activated.${stays}`);
  }
  return {
    exitCode: end.kind === 'stopped' ? 1 : 0,
    lines,
    json: {
      result: kind,
      active: isActive,
      consentPage: end.kind === 'consent_needed' ? end.page : null,
      connection,
      ...(end.kind === 'stopped'
        ? { error: { code: 'not_working', message: end.sentence, fields: [], problem: end.problem } }
        : {}),
    },
  };
}
