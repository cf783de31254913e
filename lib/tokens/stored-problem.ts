import { Prisma } from '#lib/db/generated/client.ts';
import { type Again, explain, explainOwn, type Facts, type OwnProblem } from '#lib/diagnosis/index.ts';
import type { Reply } from '#lib/errors/index.ts';
import type { ProviderId } from '#lib/providers/index.ts';
import type { ConnectionSettings } from './connection-settings.ts';

/** A problem as the database keeps it: what was observed. The sentences are made when it is read. */
export type StoredProblem = {
  /** The grant, or one message sent with it. */
  about: 'grant' | 'delivery';
  facts: Facts;
  /** Only the way in was tried: there was no message. */
  isSignIn?: true;
} & (
  | { source: 'provider'; reply: Reply }
  /** `reply` is what led to it, where there is such a thing. */
  | { source: 'own'; code: OwnProblem; reply?: Reply }
);

/**
 * The explanation of a stored problem, in today's words. `grantAgain`: how a token that was not had is asked for again.
 * `mailAgain`: how a message that somebody answered is; what reached nobody, and a sign-in without a message, is tried
 * again.
 */
export function describeProblem(
  provider: ProviderId,
  stored: StoredProblem,
  grantAgain: Again = 'asking',
  mailAgain: Again = 'sending',
) {
  const wasAnswered = !stored.isSignIn && stored.reply?.protocol !== 'network';
  const ofDelivery = wasAnswered ? mailAgain : 'asking';
  const again = stored.about === 'delivery' ? ofDelivery : grantAgain;
  return stored.source === 'own' ? explainOwn({ provider, again, ...stored }) : explain({ provider, again, ...stored });
}

/** The answer to a renewal is lost for good; `reply` is what came in its place, where anything did. */
export function lostOutcome({ facts }: ConnectionSettings, reply: Reply | undefined): StoredProblem {
  return { about: 'grant', source: 'own', code: 'unknown_outcome', facts, ...(reply ? { reply } : {}) };
}

/** For a JSON column. */
export function problemColumn(problem: StoredProblem | null): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return problem === null ? Prisma.DbNull : (problem as unknown as Prisma.InputJsonValue);
}
