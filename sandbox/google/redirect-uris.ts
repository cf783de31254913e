import { isIP } from 'node:net';

const isLoopback = (host: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(host);

/** Why Google's console would not save this redirect URI (providers.md §5), or undefined when it would. */
export function redirectUriProblem(uri: string): string | undefined {
  if (/\s/.test(uri)) return 'Invalid Redirect: must not contain whitespace.';
  if (uri.includes('*')) return 'Invalid Redirect: cannot contain a wildcard (*).';
  if (!URL.canParse(uri)) return 'Invalid Redirect: must contain a scheme (http or https) and a domain.';
  const url = new URL(uri);
  const host = url.hostname;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(host))) {
    return 'Invalid Redirect: must use https; http is only for localhost.';
  }
  if (uri.includes('#')) return 'Invalid Redirect: must not contain a fragment (#).';
  if (url.username || url.password) return 'Invalid Redirect: must not contain userinfo.';
  if (/\/(\.\.|%2e%2e)(\/|$)/i.test(uri)) return 'Invalid Redirect: must not contain a path traversal (/..).';
  if (isIP(host.replace(/^\[|\]$/g, '')) && !isLoopback(host)) return 'Invalid Redirect: must not be a raw IP address.';
  const isPublic = host.includes('.') && !/\.(local|internal|lan|home|test|invalid)$/.test(host);
  if (!isLoopback(host) && !isPublic)
    return 'Invalid Redirect: must end with a public top-level domain (such as .com or .org).';
  return undefined;
}
