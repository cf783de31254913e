import { kindOfConnection, replaceSecret } from '#lib/connections/index.ts';
import { replaceSecretSchemaOf } from '#lib/connections/schema.ts';
import { type IdParams, idOf, otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';

export const POST = tenantRoute<IdParams>(async (request, ctx, params) => {
  const id = idOf(params);
  const schema = replaceSecretSchemaOf(await kindOfConnection(ctx, id));
  return Response.json(await replaceSecret(ctx, id, await parseBody(request, schema)));
});

export const { DELETE, GET, OPTIONS, PATCH, PUT } = otherMethods('POST');
