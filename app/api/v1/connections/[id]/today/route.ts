import { getToday } from '#lib/connections/index.ts';
import { todayQuerySchema } from '#lib/connections/schema.ts';
import { type IdParams, idOf, otherMethods, parseQuery, tenantRoute } from '#lib/http/index.ts';

export const GET = tenantRoute<IdParams>(async (request, ctx, params) => {
  const { timeZone } = parseQuery(request, todayQuerySchema);
  return Response.json(await getToday(ctx, idOf(params), timeZone));
});

export const { DELETE, OPTIONS, PATCH, POST, PUT } = otherMethods('GET', 'HEAD');
