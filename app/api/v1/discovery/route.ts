import { readDiscovery } from '#lib/connections/index.ts';
import { discoveryInputSchema } from '#lib/connections/schema.ts';
import { otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';

export const POST = tenantRoute(async (request, ctx) =>
  Response.json(await readDiscovery(ctx, await parseBody(request, discoveryInputSchema))),
);

export const { DELETE, GET, OPTIONS, PATCH, PUT } = otherMethods('POST');
