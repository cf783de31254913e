import { foreseeRevocation } from '#lib/connections/index.ts';
import { type IdParams, idOf, otherMethods, tenantRoute } from '#lib/http/index.ts';

export const GET = tenantRoute<IdParams>(async (_request, ctx, params) =>
  Response.json(await foreseeRevocation(ctx, idOf(params))),
);

export const { DELETE, OPTIONS, PATCH, POST, PUT } = otherMethods('GET', 'HEAD');
