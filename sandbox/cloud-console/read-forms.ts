import { redirectUriProblem } from '#sandbox/google/redirect-uris.ts';

export type ClientForm = { type: 'web'; name: string; redirectUris: string[] };
export type ClientProblems = Partial<Record<'name' | 'redirectUris', string>>;

/** The form of an OAuth client as typed, and what is wrong with which field. */
export function readClientForm(form: URLSearchParams): { typed: ClientForm; problems: ClientProblems } {
  const name = (form.get('name') ?? '').trim();
  const redirectUris = form
    .getAll('uri')
    .map((uri) => uri.trim())
    .filter((uri) => uri !== '');
  const problems: ClientProblems = {};
  if (!name) problems.name = 'Name is required.';
  const wrong = redirectUris.find((uri) => redirectUriProblem(uri) !== undefined);
  if (wrong !== undefined) problems.redirectUris = `“${wrong}”: ${redirectUriProblem(wrong)}`;
  if (new Set(redirectUris).size < redirectUris.length)
    problems.redirectUris = 'Invalid Redirect: must not be listed twice.';
  return { typed: { type: 'web', name, redirectUris }, problems };
}
