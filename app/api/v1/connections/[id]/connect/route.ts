import { connect } from '#lib/connections/index.ts';
import { consentBrowser, type IdParams, idOf, otherMethods, tenantRoute } from '#lib/http/index.ts';

export const POST = tenantRoute<IdParams>(async (request, ctx, params) => {
  const browser = consentBrowser(request);
  const connecting = await connect(ctx, idOf(params), browser.token);
  return Response.json(connecting, { headers: connecting.authorizeUrl ? { 'Set-Cookie': browser.cookie } : {} });
});

export const { DELETE, GET, OPTIONS, PATCH, PUT } = otherMethods('POST');
