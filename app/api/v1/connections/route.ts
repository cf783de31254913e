import { clearConnections, createConnection, listConnections } from '#lib/connections/index.ts';
import { clearQuerySchema, connectionInputSchema, fieldElsewhere } from '#lib/connections/schema.ts';
import { otherMethods, parseBody, parseQuery, tenantRoute } from '#lib/http/index.ts';

export const GET = tenantRoute(async (_request, ctx) => Response.json({ connections: await listConnections(ctx) }));

export const POST = tenantRoute(async (request, ctx) => {
  const input = await parseBody(request, connectionInputSchema, { elsewhere: fieldElsewhere });
  return Response.json(await createConnection(ctx, input), { status: 201 });
});

export const DELETE = tenantRoute(async (request, ctx) => {
  parseQuery(request, clearQuerySchema);
  return Response.json(await clearConnections(ctx));
});

export const { OPTIONS, PATCH, PUT } = otherMethods('GET', 'HEAD', 'POST', 'DELETE');
