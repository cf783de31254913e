import { listEvents } from '#lib/connections/index.ts';
import { type IdParams, idOf, tenantRoute } from '#lib/http/index.ts';

export const GET = tenantRoute<IdParams>(async (_request, ctx, params) =>
  Response.json({ events: await listEvents(ctx, idOf(params)) }),
);
