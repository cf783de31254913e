import { expect, it } from 'vitest';
import { toneOfProblem } from './problem-tone.ts';

it.each([
  ['a Cancel', 'consent_cancelled', 'consent', false, 'off'],
  ['a Cancel beside a grant', 'consent_cancelled', 'consent', true, 'off'],
  ['a revoked consent', 'microsoft_grant_revoked', 'consent', false, 'bad'],
  ['another mailbox, where the grant before stays', 'wrong_mailbox', 'consent', true, 'warn'],
  ['passing trouble', 'timed_out', 'transient', false, 'warn'],
  ['a full quota', 'microsoft_quota', 'quota', false, 'warn'],
] as const)('%s', (_what, code, kind, mild, tone) => {
  expect(toneOfProblem({ code, class: kind }, mild)).toBe(tone);
});
