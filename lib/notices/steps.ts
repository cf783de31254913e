import { dayMs, type Matter } from './matters.ts';

/** Days before the end of a secret at which it is told of, and the end itself. */
const secretDays = [0, 1, 7, 14, 30] as const;

/** A step of a matter: told once. */
export type Step = 'first' | 'recovered' | `${number}`;

/** Days until an instant, rounded up; 0 once it has come. */
export function daysLeft(endsAt: Date, now: Date): number {
  return Math.max(0, Math.ceil((endsAt.getTime() - now.getTime()) / dayMs));
}

/**
 * The step a matter has come to, and when the next one falls due. Steps that were missed are not made up for: what
 * counts is how near the end is.
 */
export function stepOf({ kind, endsAt }: Matter, now: Date): { step: Step; nextStepAt: Date | null } {
  if (endsAt === null) return { step: 'first', nextStepAt: null };
  const left = daysLeft(endsAt, now);
  const before = (days: number) => new Date(endsAt.getTime() - days * dayMs);
  if (kind === 'grant_ending') {
    return left > 1 ? { step: 'first', nextStepAt: before(1) } : { step: '1', nextStepAt: endsAt };
  }
  const days = secretDays.find((each) => left <= each) ?? 30;
  const next = secretDays.findLast((each) => each < days);
  return { step: `${days}`, nextStepAt: next === undefined ? null : before(next) };
}
