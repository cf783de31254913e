import { type SignInProblem, signInProblems } from '#lib/accounts/schema.ts';

type Param = string | string[] | undefined;

/** Why a trip to an issuer failed, as an address names it, `unexpected` being a fault of ours; an address is anybody's writing. */
export function signInProblemOf(text: Param): SignInProblem | 'unexpected' | null {
  return text === 'unexpected' ? text : (signInProblems.find((known) => known === text) ?? null);
}

/** What the issuer that an address names is called; null where no entry has this id. */
export function labelOf(choices: readonly { id: string; label: string }[], id: Param): string | null {
  return choices.find((choice) => choice.id === id)?.label ?? null;
}
