import { meaningOf } from '#lib/diagnosis/index.ts';
import type { Provider, ReplyClass } from '#lib/providers/index.ts';
import type { StoredProblem } from '#lib/tokens/index.ts';
import type { StoredTest } from './view.ts';

/**
 * Of what class a refusal of one mail is, as far as it says anything of the connection: null of one unwanted recipient,
 * of an answer that was lost, and of a token that was not had, which stands on the grant.
 */
export function refusalClass(provider: Provider, problem: StoredProblem | null): ReplyClass | null {
  if (problem?.source !== 'provider' || problem.about !== 'delivery') return null;
  const { class: kind } = meaningOf(provider, problem);
  return kind === 'content' ? null : kind;
}

/** What mail was refused for last, as far as no mail has arrived since: one that shows nothing refutes nothing. */
export function unrefutedRefusal(
  provider: Provider,
  test: Pick<StoredTest, 'problem' | 'unrefuted'> | null,
): StoredProblem | null {
  if (!test) return null;
  return refusalClass(provider, test.problem) ? test.problem : (test.unrefuted ?? null);
}
