import { sessionMaxAgeMs } from '#lib/accounts/index.ts';

/**
 * `__Host-`: only this very host can set it, over https (or loopback), for all paths; a neighbouring subdomain cannot
 * plant a session of its own.
 */
export const sessionCookie = '__Host-mailgrant.session';

/** The cookie that signs a browser in, as next-auth sets it for a password. */
export function sessionCookieOf(token: string): string {
  return `${sessionCookie}=${token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${sessionMaxAgeMs / 1000}`;
}

/** The session token a request brings, if any. */
export function sessionToken(request: Request): string | null {
  return cookieOf(request, sessionCookie);
}

/** The value of one cookie of a request, if it is there. */
export function cookieOf(request: Request, name: string): string | null {
  return requestCookies(request)[name] ?? null;
}

/** The cookies of a request by name; of two with one name the first counts (RFC 6265 §5.4 puts the closest first). */
export function requestCookies(request: Request): Record<string, string> {
  const found = new Map<string, string>();
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [name = '', ...rest] = pair.trim().split('=');
    if (name && !found.has(name)) found.set(name, decoded(rest.join('=')));
  }
  return Object.fromEntries(found);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
