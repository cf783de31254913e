import type { SignInProvider } from '#lib/config/index.ts';
import { sha256 } from '#lib/crypto/index.ts';
import type { SignInTrip } from '#lib/db/generated/client.ts';
import { system } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import {
  type AuthorizationServer,
  exchangeCode,
  type Identity,
  OAuthNoAnswer,
  OAuthRefusal,
} from '#lib/oauth/index.ts';
import type { SessionUser } from './find-session.ts';
import { linkIdentity } from './link-identity.ts';
import type { Browser } from './open-session.ts';
import type { SignInProblem } from './schema.ts';
import { signInByIdentity } from './sign-in-by-identity.ts';
import { fetchOf, findSignInProvider } from './sign-in-server.ts';
import { tripSecrets } from './trip-secrets.ts';

/** What a browser brought back from an issuer. */
export type TripCallback = {
  url: URL;
  /** The value of the browser's own cookie, if it has one. */
  browserToken: string | null;
  signedIn: SessionUser | null;
  browser: Browser;
};

export type TripEnd =
  | { kind: 'signed_in'; token: string; returnTo: string }
  | { kind: 'linked'; provider: string; returnTo: string }
  | {
      kind: 'refused';
      problem: SignInProblem;
      /** Null where the answer belongs to no trip that is known. */
      provider: string | null;
      returnTo: string;
      /** Of somebody who is signed in and was about to link an identity: told on their own page. */
      linking: boolean;
    };

/**
 * Ends a trip to an issuer: somebody is signed in by the identity that is linked to them, or it is linked to who began
 * the trip. Everything is checked before the code is exchanged, and of many identical callbacks one goes on. Issuer and
 * subject alone say who somebody is: an address is anybody's.
 */
export async function finishTrip(callback: TripCallback): Promise<TripEnd> {
  const state = callback.url.searchParams.get('state') ?? '';
  const trip = await system().signInTrip.findUnique({ where: { stateHash: sha256(state) } });
  if (!trip) return refused('unknown_trip', null, callback);
  const provider = findSignInProvider(trip.provider);
  const problem =
    (await whyNotOurs(trip, callback)) ?? (stillAsConfigured(trip, provider, callback) ? null : 'changed');
  if (problem || !provider) return refused(problem ?? 'changed', trip, callback);

  const identity = await identityOf(trip, provider, callback, state);
  if (typeof identity === 'string') return refused(identity, trip, callback);
  const { returnTo } = trip;
  if (trip.userId === null) {
    const opened = await signInByIdentity(identity, provider, callback.browser);
    return 'token' in opened ? { kind: 'signed_in', returnTo, ...opened } : refused(opened.problem, trip, callback);
  }
  const conflict = await linkIdentity(callback.signedIn, identity, provider, callback.browser.ip);
  return conflict ? refused(conflict, trip, callback) : { kind: 'linked', provider: provider.id, returnTo };
}

function refused(problem: SignInProblem, trip: SignInTrip | null, { signedIn }: TripCallback): TripEnd {
  const { provider = null, returnTo = '/' } = trip ?? {};
  return { kind: 'refused', problem, provider, returnTo, linking: trip !== null && isLinker(trip, signedIn) };
}

const isLinker = ({ userId, sessionId }: SignInTrip, signedIn: SessionUser | null) =>
  signedIn !== null && userId === signedIn.userId && sessionId === signedIn.sessionId;

/** Looks at every binding, then uses the trip up: null where this callback may go on, and no other. */
async function whyNotOurs(trip: SignInTrip, { browserToken, signedIn }: TripCallback): Promise<SignInProblem | null> {
  if (!browserToken || !sha256(browserToken).equals(trip.browserHash)) return 'other_browser';
  if (trip.userId !== null && !isLinker(trip, signedIn)) return 'other_person';
  if (trip.usedAt) return 'replayed';
  if (trip.expiresAt <= new Date()) return 'expired';
  const where = { id: trip.id, usedAt: null };
  const { count } = await system().signInTrip.updateMany({ where, data: { usedAt: new Date() } });
  return count === 1 ? null : 'replayed';
}

function stillAsConfigured(trip: SignInTrip, provider: SignInProvider | undefined, { url }: TripCallback): boolean {
  return (
    trip.clientId === provider?.clientId &&
    serverOfTrip(trip).issuer === provider.issuer &&
    trip.redirectUri === `${url.origin}${url.pathname}`
  );
}

const serverOfTrip = (trip: SignInTrip) => trip.server as AuthorizationServer;

/** Who the issuer says is there, or why that cannot be known. */
async function identityOf(
  trip: SignInTrip,
  provider: SignInProvider,
  { url, browserToken, browser }: TripCallback,
  state: string,
): Promise<Identity | SignInProblem> {
  const { clientId, clientSecret: secret, scopes } = provider;
  const server = serverOfTrip(trip);
  const method = server.takesBasicOnly ? 'client_secret_basic' : 'client_secret_post';
  try {
    const { identity } = await exchangeCode({
      server,
      client: { clientId, authentication: { method, secret } },
      redirectUri: trip.redirectUri,
      ...tripSecrets(state, browserToken ?? ''),
      state,
      callbackUrl: url,
      scopes,
      fetch: fetchOf(provider),
    });
    return identity ?? 'not_trusted';
  } catch (error) {
    if (!(error instanceof OAuthRefusal || error instanceof OAuthNoAnswer)) throw error;
    const problem = problemOf(error);
    log().info({ provider: provider.id, ip: browser.ip, problem, reply: error.reply }, 'a trip to an issuer failed');
    return problem;
  }
}

/** What we refuse ourselves, by the codes of lib/oauth. */
const ours = new Set(['invalid_callback', 'state_mismatch', 'issuer_mismatch', 'issuer_unknown', 'id_token_invalid']);

function problemOf(error: OAuthRefusal | OAuthNoAnswer): SignInProblem {
  if (error instanceof OAuthNoAnswer) return 'unreachable';
  const { code = '' } = error.reply;
  // RFC 6749 §4.1.2.1: the person, or the server, said no.
  if (code === 'access_denied') return 'declined';
  return ours.has(code) ? 'not_trusted' : 'provider_refused';
}
