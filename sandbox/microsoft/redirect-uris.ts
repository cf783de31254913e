import type { RedirectUri, Registration } from './registrations.ts';

const maxLength = 256;

/** Why Entra would not save this redirect URI (providers.md §5), or undefined when it would. */
export function redirectUriProblem(uri: string): string | undefined {
  if (uri.length > maxLength) return `The redirect URI can have at most ${maxLength} characters.`;
  if (!URL.canParse(uri)) return 'Must be a valid URL, with the scheme and without spaces.';
  const url = new URL(uri);
  const isLocal = url.protocol === 'http:' && url.hostname === 'localhost';
  if (url.protocol !== 'https:' && !isLocal) return 'Must start with “HTTPS” or “http://localhost”.';
  if (url.hash || uri.includes('#')) return 'Must not contain a fragment (#).';
  if (uri.includes('*')) return 'Must not contain a wildcard (*).';
  if (/[!$'(),;]/.test(uri)) return 'Must not contain any of ! $ ‘ ( ) , ;';
  if (url.username || url.password) return 'Must not contain a user name or password.';
  return undefined;
}

/** Entra ignores the port of http://localhost when matching; everything else must be equal, byte for byte. */
const withoutLocalPort = (uri: string): string => uri.replace(/^http:\/\/localhost:\d+(?=\/|\?|$)/, 'http://localhost');

/** The registered redirect URI that a request names, if any. */
export function findRedirectUri(registration: Registration, asked: string): RedirectUri | undefined {
  return registration.redirectUris.find(({ uri }) => withoutLocalPort(uri) === withoutLocalPort(asked));
}
