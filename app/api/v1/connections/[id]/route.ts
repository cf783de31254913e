import { changeConnection, discardConnection, getConnection } from '#lib/connections/index.ts';
import { connectionChangeSchema } from '#lib/connections/schema.ts';
import { type IdParams, idOf, otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';

export const GET = tenantRoute<IdParams>(async (_request, ctx, params) =>
  Response.json(await getConnection(ctx, idOf(params))),
);

export const PATCH = tenantRoute<IdParams>(async (request, ctx, params) =>
  Response.json(await changeConnection(ctx, idOf(params), await parseBody(request, connectionChangeSchema))),
);

export const DELETE = tenantRoute<IdParams>(async (_request, ctx, params) => {
  await discardConnection(ctx, idOf(params));
  return new Response(null, { status: 204 });
});

export const { OPTIONS, POST, PUT } = otherMethods('GET', 'HEAD', 'PATCH', 'DELETE');
