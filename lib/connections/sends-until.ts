import type { AccessToken } from '#lib/db/generated/client.ts';
import { type ConnectionSettings, type StoredProblem, servesUntil } from '#lib/tokens/index.ts';
import { isStopped } from './schema.ts';
import type { StoredTest } from './view.ts';

/**
 * Until when the token in hand still sends although no next one will come; null where that is not so: nothing stopped,
 * mail itself is what is refused, or there is no such token (any more).
 */
export function sendsUntil(
  { connection, access }: Pick<ConnectionSettings, 'connection' | 'access'>,
  tokens: Pick<AccessToken, 'resource' | 'obtainedAt' | 'expiresAt'>[],
): Date | null {
  const problem = connection.problem as StoredProblem | null;
  if (connection.stage !== 'active' || !isStopped(connection) || problem?.about !== 'grant') return null;
  if (problem.source === 'own' && problem.code === 'secret_unreadable') return null;
  const token = tokens.find(({ resource }) => resource === access.resource);
  if (!token || isRefused(connection.lastTest as StoredTest | null, token.obtainedAt)) return null;
  const until = servesUntil(token, access);
  return until > new Date() ? until : null;
}

/** A test shows the token in hand first: one that ends at the grant had it turned away before. */
function isRefused(test: StoredTest | null, obtainedAt: Date): boolean {
  return test?.kind === 'refused' && new Date(test.at) > obtainedAt;
}
