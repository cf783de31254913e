import { revokeApiKey } from '#lib/accounts/index.ts';
import { otherMethods, tenantRoute } from '#lib/http/index.ts';

// DELETE /api/v1/api-keys/{id} – revoke a key
export const DELETE = tenantRoute<{ id: string }>(async (_request, ctx, { id }) => {
  await revokeApiKey(ctx, id);
  return new Response(null, { status: 204 });
});

export const { GET, OPTIONS, PATCH, POST, PUT } = otherMethods('DELETE');
