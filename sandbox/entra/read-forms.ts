import { redirectUriProblem } from '#sandbox/microsoft/redirect-uris.ts';
import type { Platform, RedirectUri, Registration } from '#sandbox/microsoft/registrations.ts';

export type NewRegistrationProblems = Partial<Record<'name' | 'redirectUri', string>>;
type NewRegistration = Pick<Registration, 'name' | 'accountTypes' | 'redirectUris'>;

const platformOf = (text: string | null): Platform => (text === 'spa' || text === 'native' ? text : 'web');

/** Longer than anything a field takes, so that what is too long stays too long. */
const maxTypedLength = 300;

/** A refused form as the query of the page that shows it again; nothing here is secret. */
export const typedQuery = (form: URLSearchParams, more: Record<string, string> = {}): string =>
  new URLSearchParams([
    ...Object.entries(more),
    ...[...form].map(([name, value]): [string, string] => [name, value.slice(0, maxTypedLength)]),
  ]).toString();

/** The form "Register an application", or what is wrong with which field. */
export function readNewRegistration(form: URLSearchParams): NewRegistration | { problems: NewRegistrationProblems } {
  const name = (form.get('name') ?? '').trim();
  const uri = (form.get('redirectUri') ?? '').trim();
  const problems: NewRegistrationProblems = {};
  if (!name) problems.name = 'Name is required.';
  if (name.length > 120) problems.name = 'The name can have at most 120 characters.';
  const uriProblem = uri ? redirectUriProblem(uri) : undefined;
  if (uriProblem) problems.redirectUri = uriProblem;
  if (Object.keys(problems).length > 0) return { problems };
  return {
    name,
    accountTypes: form.get('accountTypes') === 'multi' ? 'multi' : 'single',
    redirectUris: uri ? [{ platform: platformOf(form.get('platform')), uri }] : [],
  };
}

/** The redirect URIs panel: one row per URI, empty rows are dropped. */
export function readRedirectUris(
  form: URLSearchParams,
): { uris: RedirectUri[] } | { uris: RedirectUri[]; problem: string } {
  const platforms = form.getAll('platform');
  const uris = form
    .getAll('uri')
    .map((uri, index) => ({ platform: platformOf(platforms[index] ?? null), uri: uri.trim() }))
    .filter(({ uri }) => uri !== '');
  for (const { uri } of uris) {
    const problem = redirectUriProblem(uri);
    if (problem) return { uris, problem: `“${uri}”: ${problem}` };
  }
  return { uris };
}

const dayMs = 86_400_000;
const maxDays = 730;

/** "Expires" of a new client secret. Unlike Entra's, the sandbox's may lie in the past, to try what happens then. */
export function readSecretEnd(form: URLSearchParams): { endsAt: Date } | { problem: string } {
  const choice = form.get('expires') ?? '180';
  if (choice === 'custom') {
    const endsAt = new Date(`${form.get('endsOn') ?? ''}T00:00:00Z`);
    if (Number.isNaN(endsAt.getTime())) return { problem: 'Choose an end date.' };
    if (endsAt.getTime() > Date.now() + maxDays * dayMs)
      return { problem: 'The end date can be at most 24 months away.' };
    return { endsAt };
  }
  const days = Number(choice);
  const isOffered = Number.isInteger(days) && days >= 1 && days <= maxDays;
  return isOffered ? { endsAt: new Date(Date.now() + days * dayMs) } : { problem: 'Choose when the secret expires.' };
}
