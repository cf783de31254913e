import { type IdParams, idOf, otherMethods, tenantRoute } from '#lib/http/index.ts';
import { replaceWebhookSecret } from '#lib/webhooks/index.ts';

// POST /api/v1/webhooks/{id}/secret – a new secret; it is in this answer only
export const POST = tenantRoute<IdParams>(async (_request, ctx, params) =>
  Response.json(await replaceWebhookSecret(ctx, idOf(params))),
);

export const { DELETE, GET, OPTIONS, PATCH, PUT } = otherMethods('POST');
