import { changeConnection, discardConnection, getConnection, kindOfConnection } from '#lib/connections/index.ts';
import { connectionChangeSchemaOf, fieldElsewhere } from '#lib/connections/schema.ts';
import { type IdParams, idOf, otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';

export const GET = tenantRoute<IdParams>(async (_request, ctx, params) =>
  Response.json(await getConnection(ctx, idOf(params))),
);

export const PATCH = tenantRoute<IdParams>(async (request, ctx, params) => {
  const id = idOf(params);
  const schema = connectionChangeSchemaOf(await kindOfConnection(ctx, id));
  return Response.json(
    await changeConnection(ctx, id, await parseBody(request, schema, { elsewhere: fieldElsewhere })),
  );
});

export const DELETE = tenantRoute<IdParams>(async (_request, ctx, params) => {
  await discardConnection(ctx, idOf(params));
  return new Response(null, { status: 204 });
});

export const { OPTIONS, POST, PUT } = otherMethods('GET', 'HEAD', 'PATCH', 'DELETE');
