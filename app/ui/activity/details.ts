import type { OpenTexts } from './use-sentence.ts';

/** Where the values of a detail are named already; the others are under `activity.value`. */
const vocabularies: Record<string, string> = {
  from: 'nav.role',
  role: 'nav.role',
  grantKind: 'grantKind',
  transport: 'transport',
  scopes: 'keys.scope',
};

/** These hold the id of a connection. */
export const connectionDetails: readonly string[] = ['replacedBy', 'clientSecretFrom'];

const fieldOf = (name: string) => name.replace(/^overrides\./, '');

/** What a detail is called: the word of the form where it was typed, where there is one. */
export function detailTerm(t: OpenTexts, name: string): string {
  const field = fieldOf(name);
  const key = [`activity.detail.${field}`, `fields.${field}`, `advanced.${field}`].find((key) => t.has(key));
  return key ? t(key) : name;
}

/** What a detail says, in words where its value is one of a few; a name or an address as it is. */
export function detailText(t: OpenTexts, name: string, value: unknown): string {
  if (value === null || value === '') return '–';
  if (Array.isArray(value)) return value.map((each) => detailText(t, name, each)).join(' · ');
  if (typeof value === 'object') return JSON.stringify(value);
  const key = `${vocabularies[name] ?? `activity.value.${fieldOf(name)}`}.${String(value).replaceAll(':', '_')}`;
  return t.has(key) ? t(key) : String(value);
}
