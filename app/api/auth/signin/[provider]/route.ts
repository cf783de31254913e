import { beginSignIn } from '#lib/accounts/index.ts';
import { signInTripSchema } from '#lib/accounts/schema.ts';
import { clientIp, otherMethods, parseBody, publicRoute, safeReturnTo, startSignInTrip } from '#lib/http/index.ts';

// POST /api/auth/signin/{provider} – where to send the browser to sign in with an issuer of SIGN_IN_FILE.
export const POST = publicRoute<{ provider: string }>(async (request, { provider }) => {
  const returnTo = safeReturnTo((await parseBody(request, signInTripSchema)).returnTo);
  const ip = clientIp(request.headers);
  return startSignInTrip(request, (browserToken) => beginSignIn({ provider, returnTo, browserToken, ip }));
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, PUT } = otherMethods('POST');
