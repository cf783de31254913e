import type { AuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { type Browser, closeSession, findSession, openSession, sessionMaxAgeMs, signIn } from '#lib/accounts/index.ts';
import { tooManyTriesCode } from '#lib/accounts/schema.ts';
import { config } from '#lib/config/index.ts';
import { deriveKey } from '#lib/crypto/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { log } from '#lib/log/index.ts';
import { safeReturnTo } from './safe-return-to.ts';
import { sessionCookie } from './session-cookie.ts';

/** Where next-auth keeps the page to return to. */
export const callbackCookie = '__Host-mailgrant.callback';

/** What next-auth calls errors and we expect every day: a session that has ended, a link with a strange target. */
const everyday = new Set(['JWT_SESSION_ERROR', 'INVALID_CALLBACK_URL_ERROR']);

/** One request to next-auth: whose browser it comes from, and how it ended where next-auth cannot say so. */
export type Visit = { readonly browser: Browser; end: 'signed_in' | AppError | null };

/**
 * What we tell next-auth; `visit` is for its callbacks, which do not see the request. It refuses database sessions
 * with Credentials, so its "JWT" is nothing but the opaque token of a session row: `encode` hands the token out,
 * `decode` looks the row up on every request, and so revoking works at once.
 */
export function authOptions(visit: Visit): AuthOptions {
  const { browser } = visit;
  return {
    // Signs next-auth's CSRF cookie.
    secret: deriveKey(config().keyRing, 'next-auth').toString('base64url'),
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    providers: [
      Credentials({
        credentials: { email: { type: 'email' }, password: { type: 'password' } },
        authorize: (credentials) => authorize(credentials, visit),
      }),
    ],
    session: { strategy: 'jwt', maxAge: sessionMaxAgeMs / 1000 },
    jwt: {
      encode: ({ token }) => (typeof token?.opaque === 'string' ? token.opaque : ''),
      decode: async ({ token }) => {
        const user = token ? await findSession(token) : null;
        return user ? { opaque: token, sub: user.userId, name: user.name, email: user.email } : null;
      },
    },
    callbacks: {
      // `account` is there only at sign-in: a new row then, whatever session the browser had before (W9).
      jwt: async ({ token, user, account }) => {
        if (!account) return token;
        const { id, email, name } = user;
        const { token: opaque } = await openSession({ id, email: email ?? '', name: name ?? '' }, browser);
        visit.end = 'signed_in';
        return { opaque };
      },
      session: ({ session, token }) => ({ user: { name: token.name, email: token.email }, expires: session.expires }),
      redirect: ({ url }) => returnUrl(url),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.opaque === 'string') await closeSession(token.opaque, browser.ip);
      },
    },
    useSecureCookies: true,
    cookies: {
      sessionToken: hostCookie(sessionCookie),
      csrfToken: hostCookie('__Host-mailgrant.csrf'),
      callbackUrl: hostCookie(callbackCookie),
    },
    logger: {
      error: (code, metadata) => {
        if (!everyday.has(code))
          log().error({ code, err: metadata instanceof Error ? metadata : metadata.error }, 'next-auth');
      },
      warn: (code) => log().warn({ code }, 'next-auth'),
      debug: () => {},
    },
  };
}

async function authorize(credentials: { email: string; password: string } | undefined, visit: Visit) {
  try {
    return await signIn(String(credentials?.email ?? ''), String(credentials?.password ?? ''), visit.browser);
  } catch (error) {
    // next-auth puts the message of whatever is thrown here into a URL.
    if (error instanceof AppError && error.retryAt) {
      visit.end = error;
      throw new Error(tooManyTriesCode(error.retryAt));
    }
    log().error({ err: error }, 'sign-in failed');
    throw new Error('Unavailable');
  }
}

/** Only paths of safeReturnTo, on our own origin: next-auth asks with both paths and whole URLs. */
export function returnUrl(url: string): string {
  const { publicUrl } = config();
  const path = url.startsWith(`${publicUrl}/`) ? url.slice(publicUrl.length) : url;
  return publicUrl + safeReturnTo(path);
}

/** Also on http://localhost, where browsers accept Secure cookies: one set of names everywhere. */
function hostCookie(name: string) {
  return { name, options: { httpOnly: true, sameSite: 'lax', path: '/', secure: true } } as const;
}
