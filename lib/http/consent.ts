import { findSession, type SessionUser } from '#lib/accounts/index.ts';
import { config } from '#lib/config/index.ts';
import { randomToken } from '#lib/crypto/index.ts';
import { clientIp } from './client-ip.ts';
import { cookieOf, sessionToken } from './session-cookie.ts';

/**
 * Ties a trip to the consent screen, or to an issuer for signing in, to one browser; random, not derivable from the
 * state (RFC 9700 §4.7).
 */
const consentCookie = '__Host-mailgrant.consent';

/** As long as an attempt lives. */
const maxAgeS = 600;

/** This browser's own value for trips to a consent screen, and the cookie that keeps it. */
export function consentBrowser(request: Request): { token: string; cookie: string } {
  const known = cookieOf(request, consentCookie);
  const token = known && /^[\w-]{43}$/.test(known) ? known : randomToken();
  return { token, cookie: `${consentCookie}=${token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${maxAgeS}` };
}

/** What a browser brought back from a consent screen. The URL is the public one, whatever a proxy made of it. */
export async function consentCallback(request: Request): Promise<{
  url: URL;
  browserToken: string | null;
  signedIn: SessionUser | null;
  ip: string | null;
}> {
  const { pathname, search } = new URL(request.url);
  const token = sessionToken(request);
  return {
    url: new URL(`${pathname}${search}`, config().publicUrl),
    browserToken: cookieOf(request, consentCookie),
    signedIn: token === null ? null : await findSession(token),
    ip: clientIp(request.headers),
  };
}
