import { type IdParams, idOf, otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';
import { changeWebhook, deleteWebhook, getWebhook } from '#lib/webhooks/index.ts';
import { webhookChangeSchema } from '#lib/webhooks/schema.ts';

export const GET = tenantRoute<IdParams>(async (_request, ctx, params) =>
  Response.json(await getWebhook(ctx, idOf(params))),
);

export const PATCH = tenantRoute<IdParams>(async (request, ctx, params) => {
  const id = idOf(params);
  return Response.json(await changeWebhook(ctx, id, await parseBody(request, webhookChangeSchema)));
});

export const DELETE = tenantRoute<IdParams>(async (_request, ctx, params) => {
  await deleteWebhook(ctx, idOf(params));
  return new Response(null, { status: 204 });
});

export const { OPTIONS, POST, PUT } = otherMethods('GET', 'HEAD', 'PATCH', 'DELETE');
