import type { SignInProvider } from '#lib/config/index.ts';
import { sha256 } from '#lib/crypto/index.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { system } from '#lib/db/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { type AuthorizationServer, createAuthorization, OAuthNoAnswer, OAuthRefusal } from '#lib/oauth/index.ts';
import type { SessionUser } from './find-session.ts';
import type { Place } from './known-places.ts';
import { signIn } from './sign-in.ts';
import { claimTrip } from './sign-in-limits.ts';
import { findSignInProvider, serverOf, signInRedirectUrl } from './sign-in-server.ts';
import { tripSecrets } from './trip-secrets.ts';

const tripLifeMs = 10 * 60_000;
/** For this long an answer that comes too late is told so. */
const rememberedMs = 60 * 60_000;

type Trip = {
  /** An entry of SIGN_IN_FILE; one that is not there is `not_found`. */
  provider: string;
  /** A path of ours, checked by the caller. */
  returnTo: string;
  /** The random value of the browser's own cookie (O3). */
  browserToken: string;
};

/**
 * Begins a trip to an issuer for signing in, of which one address has so many. Answers the URL to send the browser to.
 */
export async function beginSignIn({ ip, ...trip }: Trip & { ip: string | null }): Promise<string> {
  if (findSignInProvider(trip.provider)) await claimTrip(ip);
  return beginTrip(trip, null);
}

/**
 * Begins a trip to an issuer for linking who somebody is there: by this person in this session only, who types their
 * password again, so that a session left open is not made a way in for good. The tries at it are limited as at sign-in.
 */
export async function beginLink(user: SessionUser, trip: Trip & { password: string; place: Place }): Promise<string> {
  if ((await signIn(user.email, trip.password, trip.place)) === null) {
    const message = 'This is not your password. Type the one you sign in with here.';
    throw new AppError('invalid_input', message, { fields: [{ path: 'password', message }] });
  }
  return beginTrip(trip, user);
}

async function beginTrip({ provider: id, returnTo, browserToken }: Trip, linker: SessionUser | null): Promise<string> {
  const provider = findSignInProvider(id);
  if (!provider) throw new AppError('not_found', 'There is no such way to sign in here.');
  const server = await reachableServer(provider);
  const redirectUri = signInRedirectUrl(id);
  const { clientId, scopes } = provider;
  const { url, state } = await createAuthorization({
    server,
    clientId,
    redirectUri,
    scopes,
    secretsOf: (state) => tripSecrets(state, browserToken),
  });
  const now = Date.now();
  await system().signInTrip.deleteMany({ where: { expiresAt: { lt: new Date(now - rememberedMs) } } });
  await system().signInTrip.create({
    data: {
      stateHash: sha256(state),
      browserHash: sha256(browserToken),
      provider: id,
      clientId,
      server: server satisfies Prisma.InputJsonObject,
      redirectUri,
      returnTo,
      userId: linker?.userId ?? null,
      sessionId: linker?.sessionId ?? null,
      expiresAt: new Date(now + tripLifeMs),
    },
  });
  return url;
}

async function reachableServer(provider: SignInProvider): Promise<AuthorizationServer> {
  try {
    return await serverOf(provider);
  } catch (cause) {
    // What was answered is for the log: whoever presses the button is a stranger yet.
    if (cause instanceof OAuthNoAnswer) {
      const message = `${provider.label} does not answer at the moment. Sign in with your password, or try again in a minute.`;
      throw new AppError('provider_unavailable', message, { cause });
    }
    if (!(cause instanceof OAuthRefusal)) throw cause;
    const message = `Signing in with ${provider.label} is not set up right; the log of the server says why. Sign in with your password.`;
    throw new AppError('provider_unavailable', message, { cause });
  }
}
