import { type ConnectionView, secretEndProblem } from '#lib/connections/schema.ts';
import { type FormValues, shownAdvanced } from './form-values.ts';

/** What ails a connection now: its own problem, the last visit to the consent screen, or the last test e-mail. */
function ailment({ problem, lastConsentProblem, lastTest }: ConnectionView) {
  return problem ?? lastConsentProblem ?? lastTest?.problem ?? null;
}

/** What the form says itself: `others` at fields that may be at fault too, `forgotten` where the secret is gone. */
type Words = { others: string; forgotten: string };

/**
 * What is known to be wrong with a stored connection, by field of the form. A secret forgotten by disconnecting comes
 * first. Then the fields its problem is about, the likeliest first: there stands what happened and why, `others` at the
 * rest. And a secret that has ended by its date.
 */
export function problemMarks(connection: ConnectionView, values: FormValues, words: Words): Record<string, string> {
  const { clientSecretExpiresAt } = values;
  const ended = clientSecretExpiresAt === '' ? null : secretEndProblem(clientSecretExpiresAt);
  const forgotten: Record<string, string> = connection.hasClientSecret ? {} : { clientSecret: words.forgotten };
  return {
    // Named first for its place, and last for its word.
    ...forgotten,
    ...ailmentMarks(connection, values, words.others),
    ...forgotten,
    ...(ended ? { clientSecretExpiresAt: ended } : {}),
  };
}

function ailmentMarks(connection: ConnectionView, values: FormValues, others: string): Record<string, string> {
  const problem = ailment(connection);
  if (problem === null) return {};
  const shown = new Set([
    ...Object.keys(values).filter((field) => field !== 'overrides'),
    ...shownAdvanced(values).map((field) => `overrides.${field}`),
    ...(values.grantKind === 'authorization_code' ? ['redirectUrl'] : []),
  ]);
  // What a person changed under Advanced is likelier to be wrong than what the provider says of itself.
  const isChanged = (field: string) => Number(field.slice('overrides.'.length) in values.overrides);
  const fields = problem.fields.filter((field) => shown.has(field)).toSorted((a, b) => isChanged(b) - isChanged(a));
  return Object.fromEntries(
    fields.map((field, place) => [field, place === 0 ? `${problem.title} ${problem.why}` : others]),
  );
}
