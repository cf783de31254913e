import { type IdParams, idOf, otherMethods, tenantRoute } from '#lib/http/index.ts';
import { listDeliveries } from '#lib/webhooks/index.ts';

export const GET = tenantRoute<IdParams>(async (_request, ctx, params) =>
  Response.json({ deliveries: await listDeliveries(ctx, idOf(params)) }),
);

export const { DELETE, OPTIONS, PATCH, POST, PUT } = otherMethods('GET', 'HEAD');
