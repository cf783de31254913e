import { type IdParams, idOf, otherMethods, tenantRoute } from '#lib/http/index.ts';
import { testWebhook } from '#lib/webhooks/index.ts';

export const POST = tenantRoute<IdParams>(async (_request, ctx, params) =>
  Response.json(await testWebhook(ctx, idOf(params))),
);

export const { DELETE, GET, OPTIONS, PATCH, PUT } = otherMethods('POST');
