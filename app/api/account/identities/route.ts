import { beginLink, listIdentities } from '#lib/accounts/index.ts';
import { identityLinkSchema } from '#lib/accounts/schema.ts';
import {
  otherMethods,
  parseBody,
  personRoute,
  safeReturnTo,
  startSignInTrip,
  visitingBrowser,
} from '#lib/http/index.ts';

export const GET = personRoute(async (_request, user) => Response.json({ identities: await listIdentities(user) }));

// POST – where to send the browser to link who this person is at an issuer.
export const POST = personRoute(async (request, user) => {
  const { provider, password, returnTo } = await parseBody(request, identityLinkSchema);
  const { browser: place } = visitingBrowser(request);
  const trip = { provider, password, returnTo: safeReturnTo(returnTo), place };
  return startSignInTrip(request, (browserToken) => beginLink(user, { ...trip, browserToken }));
});

export const { DELETE, OPTIONS, PATCH, PUT } = otherMethods('GET', 'HEAD', 'POST');
