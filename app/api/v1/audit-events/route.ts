import { listAudit } from '#lib/audit/index.ts';
import { auditQuerySchema } from '#lib/audit/schema.ts';
import { otherMethods, parseQuery, tenantRoute } from '#lib/http/index.ts';

// GET /api/v1/audit-events – who did what, newest first
export const GET = tenantRoute(async (request, ctx) => {
  return Response.json(await listAudit(ctx, parseQuery(request, auditQuerySchema)));
});

export const { DELETE, OPTIONS, PATCH, POST, PUT } = otherMethods('GET', 'HEAD');
