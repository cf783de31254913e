import { clearConnections, createConnection, listConnections } from '#lib/connections/index.ts';
import { clearQuerySchema, connectionInputSchema } from '#lib/connections/schema.ts';
import { otherMethods, parseBody, parseQuery, tenantRoute } from '#lib/http/index.ts';

export const GET = tenantRoute(async (_request, ctx) => Response.json({ connections: await listConnections(ctx) }));

export const POST = tenantRoute(async (request, ctx) =>
  Response.json(await createConnection(ctx, await parseBody(request, connectionInputSchema)), { status: 201 }),
);

export const DELETE = tenantRoute(async (request, ctx) => {
  parseQuery(request, clearQuerySchema);
  return Response.json(await clearConnections(ctx));
});

export const { OPTIONS, PATCH, PUT } = otherMethods('GET', 'HEAD', 'POST', 'DELETE');
