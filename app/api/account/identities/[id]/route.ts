import { unlinkIdentity } from '#lib/accounts/index.ts';
import { clientIp, type IdParams, idOf, otherMethods, personRoute } from '#lib/http/index.ts';

export const DELETE = personRoute<IdParams>(async (request, user, params) => {
  await unlinkIdentity(user, idOf(params), clientIp(request.headers));
  return new Response(null, { status: 204 });
});

export const { GET, OPTIONS, PATCH, POST, PUT } = otherMethods('DELETE');
