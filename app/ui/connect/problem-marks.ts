import { type ConnectionView, secretEndProblem } from '#lib/connections/schema.ts';
import { shownAdvanced } from './field-places.ts';
import type { FormValues } from './form-values.ts';

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
  const { grantKind, clientSecretExpiresAt } = values;
  const kind = { provider: connection.provider, grantKind };
  const ended = clientSecretExpiresAt === '' ? null : secretEndProblem(kind, clientSecretExpiresAt);
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
    ...Object.keys(values).filter((field) => !['overrides', 'settings', 'proxy', 'sameUserName'].includes(field)),
    ...Object.keys(values.settings).map((name) => `settings.${name}`),
    ...shownAdvanced(values).map((field) => `overrides.${field}`),
    ...(values.grantKind === 'authorization_code' ? ['redirectUrl'] : []),
    'proxy.host',
  ]);
  // A user name that is the sender's address cannot be typed in: the word of what else it may be stands beside it.
  const isOnlyShown = (field: string) =>
    values.sameUserName && field === 'settings.userName' && problem.fields.length > 1;
  // What a person changed under Advanced is likelier to be wrong than what the provider says of itself.
  const isChanged = (field: string) => Number(field.slice('overrides.'.length) in values.overrides);
  const fields = problem.fields
    .map((field) => (field === 'proxy' && values.proxy.kind !== 'none' ? 'proxy.host' : field))
    .filter((field) => shown.has(field) && !isOnlyShown(field))
    .toSorted((a, b) => isChanged(b) - isChanged(a));
  return Object.fromEntries(
    fields.map((field, place) => [field, place === 0 ? `${problem.title} ${problem.why}` : others]),
  );
}
