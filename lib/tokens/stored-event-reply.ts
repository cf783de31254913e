import type { Reply } from '#lib/errors/index.ts';
import type { StoredProblem } from './stored-problem.ts';

/**
 * What an event keeps: of a refusal the provider's reply, marked where a new secret was only tried, or what we found; of
 * a test e-mail whom it was for, and why it did not go; of a sign-in what the mail server said to it.
 */
export type StoredEventReply =
  | (Reply & { isTrial?: true })
  | { problem: StoredProblem }
  | { to: string; problem: StoredProblem | null }
  | { signIn: Reply; problem: StoredProblem | null };
