import type { TenantContext } from '#lib/accounts/index.ts';
import { randomToken } from '#lib/crypto/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { activateConnection } from './activate-connection.ts';
import type { Applied } from './apply-connection.ts';
import { connect } from './connect.ts';
import type { ConnectionView, ProblemView } from './schema.ts';
import { sendTestEmail } from './send-test-email.ts';

/** What is wanted of a connection beyond its being there: a test e-mail that reaches somebody, its taking over. */
export type Wish = { testRecipient?: string | null | undefined; activate: boolean };

/** How far a connection got behind saving. `sentence` is what stopped it, with the cure. */
export type End =
  | { kind: 'done' }
  | { kind: 'consent_needed' }
  | { kind: 'stopped'; sentence: string; problem: ProblemView | null };

/**
 * Takes an applied connection as far as was wished: its token, a test e-mail, its activation. What was done before stays
 * done and is not done again; the one that is active is as far as it gets. A refusal is an end, not an error: saved is
 * saved.
 */
export async function takeFurther(ctx: TenantContext, applied: Applied, wish: Wish): Promise<End> {
  const { connection } = applied;
  if (connection.stage === 'active') return { kind: 'done' };
  if (needsPerson(connection)) return { kind: 'consent_needed' };
  try {
    const problem = await troubleConnecting(ctx, applied);
    if (problem) return { kind: 'stopped', sentence: problemInFull(problem), problem };
    const refused = wish.testRecipient ? await troubleSending(ctx, connection, wish.testRecipient) : null;
    if (refused) return refused;
    if (wish.activate) await activateConnection(ctx, connection.id);
    return { kind: 'done' };
  } catch (error) {
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
  const sentence = `The test e-mail to ${to} ${what}. ${problem ? problemInFull(problem) : ''}`.trim();
  return { kind: 'stopped', sentence, problem };
}

/** A problem in one paragraph: what, why, and what to do. */
export const problemInFull = ({ title, why, cure }: ProblemView) => [title, why, cure].filter(Boolean).join(' ');
