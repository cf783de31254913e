import { createApiKey, listApiKeys } from '#lib/accounts/index.ts';
import { apiKeyInputSchema } from '#lib/accounts/schema.ts';
import { otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';

// GET /api/v1/api-keys – all keys of the tenant, without the keys themselves
export const GET = tenantRoute(async (_request, ctx) => {
  return Response.json({ apiKeys: await listApiKeys(ctx) });
});

// POST /api/v1/api-keys – make a key; it is in this answer only
export const POST = tenantRoute(async (request, ctx) => {
  const input = await parseBody(request, apiKeyInputSchema);
  return Response.json(await createApiKey(ctx, input), { status: 201 });
});

export const { DELETE, OPTIONS, PATCH, PUT } = otherMethods('GET', 'HEAD', 'POST');
