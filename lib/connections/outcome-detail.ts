import type { AuditDetail } from '#lib/audit/index.ts';
import type { ProviderId } from '#lib/providers/index.ts';
import { describeProblem, type StoredProblem } from '#lib/tokens/index.ts';
import type { TestOutcomeView } from './schema.ts';

/** What the audit log says came of asking a server: that it worked, or in one sentence what was in the way. */
export function outcomeDetail(
  provider: string,
  problem: StoredProblem | null,
  outcome: TestOutcomeView['kind'] = problem ? 'refused' : 'accepted',
): Record<string, AuditDetail> {
  return { outcome, ...(problem ? { problem: describeProblem(provider as ProviderId, problem).title } : {}) };
}
