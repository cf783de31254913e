import { finishTrip, type TripEnd } from '#lib/accounts/index.ts';
import { consentBrowser, consentCallback } from './consent.ts';
import { deviceCookie } from './device-cookie.ts';
import { seeOther } from './see-other.ts';
import { sessionCookieOf } from './session-cookie.ts';
import { visitingBrowser } from './visiting-browser.ts';

/** Tells a page of ours where to send the browser, which keeps the cookie that the trip is bound to. */
export async function startSignInTrip(
  request: Request,
  begin: (browserToken: string) => Promise<string>,
): Promise<Response> {
  const { token, cookie } = consentBrowser(request);
  const authorizeUrl = await begin(token);
  return Response.json({ authorizeUrl }, { headers: { 'Set-Cookie': cookie } });
}

/** Ends a trip to an issuer, and sends the browser to the page it set out for or to one that says why not. */
export async function signInTripEnd(request: Request): Promise<Response> {
  const { url, browserToken, signedIn } = await consentCallback(request);
  const { browser, deviceToken } = visitingBrowser(request);
  const end = await finishTrip({ url, browserToken, signedIn, browser });
  const answer = seeOther(landing(end));
  if (end.kind === 'signed_in') {
    answer.headers.append('Set-Cookie', sessionCookieOf(end.token));
    answer.headers.append('Set-Cookie', deviceCookie(deviceToken));
  }
  return answer;
}

function landing(end: TripEnd): `/${string}` {
  if (end.kind === 'signed_in') return `/${end.returnTo.slice(1)}`;
  if (end.kind === 'linked') return withQuery(end.returnTo, { linked: end.provider });
  const { problem, provider, returnTo, linking } = end;
  const told = { problem, ...(provider ? { with: provider } : {}) };
  return linking ? withQuery(returnTo, told) : withQuery('/sign-in', { ...told, returnTo });
}

/** `path` is one that safeReturnTo let through: it begins with one slash. */
function withQuery(path: string, query: Record<string, string>): `/${string}` {
  return `/${path.split('?', 1)[0]?.slice(1)}?${new URLSearchParams(query)}`;
}
