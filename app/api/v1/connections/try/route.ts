import { tryConnection } from '#lib/connections/index.ts';
import { fieldElsewhere, tryInputSchema } from '#lib/connections/schema.ts';
import { otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';

export const POST = tenantRoute(async (request, ctx) =>
  Response.json(
    await tryConnection(ctx, await parseBody(request, tryInputSchema, { elsewhere: fieldElsewhere }), request.signal),
  ),
);

export const { DELETE, GET, OPTIONS, PATCH, PUT } = otherMethods('POST');
