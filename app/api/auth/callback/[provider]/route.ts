import { otherMethods, signInTripEnd, visitRoute } from '#lib/http/index.ts';

// Where an issuer of SIGN_IN_FILE sends people back to.
export const GET = visitRoute(signInTripEnd, (requestId) => `/sign-in?problem=unexpected&request=${requestId}`);

// A look that must change nothing (HEAD) would use up the trip.
export const { DELETE, HEAD, OPTIONS, PATCH, POST, PUT } = otherMethods('GET');
