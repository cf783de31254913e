import { verifyConnection } from '#lib/connections/index.ts';
import { type IdParams, idOf, otherMethods, tenantRoute } from '#lib/http/index.ts';

export const POST = tenantRoute<IdParams>(async (_request, ctx, params) =>
  Response.json(await verifyConnection(ctx, idOf(params))),
);

export const { DELETE, GET, OPTIONS, PATCH, PUT } = otherMethods('POST');
