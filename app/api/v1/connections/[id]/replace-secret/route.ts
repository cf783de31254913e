import { replaceSecret } from '#lib/connections/index.ts';
import { replaceSecretSchema } from '#lib/connections/schema.ts';
import { type IdParams, idOf, otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';

export const POST = tenantRoute<IdParams>(async (request, ctx, params) =>
  Response.json(await replaceSecret(ctx, idOf(params), await parseBody(request, replaceSecretSchema))),
);

export const { DELETE, GET, OPTIONS, PATCH, PUT } = otherMethods('POST');
