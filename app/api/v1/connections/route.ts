import { createConnection, listConnections } from '#lib/connections/index.ts';
import { connectionInputSchema } from '#lib/connections/schema.ts';
import { otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';

export const GET = tenantRoute(async (_request, ctx) => Response.json({ connections: await listConnections(ctx) }));

export const POST = tenantRoute(async (request, ctx) =>
  Response.json(await createConnection(ctx, await parseBody(request, connectionInputSchema)), { status: 201 }),
);

export const { DELETE, OPTIONS, PATCH, PUT } = otherMethods('GET', 'HEAD', 'POST');
