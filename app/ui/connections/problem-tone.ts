import type { ProblemView } from '#lib/connections/schema.ts';

/** How loud a problem is: what a person chose is none at all, what works nevertheless or passes only warns. */
export function toneOfProblem({ code, class: kind }: Pick<ProblemView, 'code' | 'class'>, mild: boolean) {
  if (code === 'consent_cancelled') return 'off';
  return mild || kind === 'transient' || kind === 'quota' ? 'warn' : 'bad';
}
