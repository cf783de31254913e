import type { Connection } from '#lib/db/generated/client.ts';
import { type ProviderId, provider as providerOf, type TransportId } from '#lib/providers/index.ts';
import type { StoredProblem } from '#lib/tokens/index.ts';
import { speaksHttp } from '#lib/transports/schema.ts';
import { unrefutedRefusal } from './refusal-class.ts';
import type { StoredTest } from './view.ts';

/** What would show that it sends, and the failure that it would refute. */
export type ProofNeeded = { by: 'verify' | 'test_email'; problem: StoredProblem };

type Known = Pick<Connection, 'provider' | 'transport' | 'problem' | 'lastTest'>;

/**
 * What must succeed before a connection takes the place of another, whose secrets that destroys; null where the last
 * thing known does not speak against it (decision 0017). What kept it from getting in, a token or a sign-in refutes; a
 * mail that an HTTP API refused, a mail alone: there is nothing to sign in at.
 */
export function proofNeeded({ provider, transport, problem, lastTest }: Known): ProofNeeded | null {
  const refused = unrefutedRefusal(providerOf(provider as ProviderId), lastTest as StoredTest | null);
  if (refused && speaksHttp(transport as TransportId)) return { by: 'test_email', problem: refused };
  const standing = problem as StoredProblem | null;
  return standing && { by: 'verify', problem: standing };
}
