import { placeMaxAgeMs } from '#lib/accounts/index.ts';
import { cookieOf } from './session-cookie.ts';

/**
 * By it a browser is known in which somebody signed in before: whoever guesses at their password elsewhere does not
 * keep them out there. It opens nothing, and so it outlives the session.
 */
const name = '__Host-mailgrant.device';

/** What the browser of a request keeps, if anything. */
export function keptDeviceToken(request: Request): string | null {
  return cookieOf(request, name);
}

/** The cookie that makes a browser known. */
export function deviceCookie(token: string): string {
  return `${name}=${token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${placeMaxAgeMs / 1000}`;
}
