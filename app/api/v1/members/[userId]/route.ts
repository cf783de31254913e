import { changeRole } from '#lib/accounts/index.ts';
import { roleChangeSchema } from '#lib/accounts/schema.ts';
import { idOf, otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';

export const PATCH = tenantRoute<{ userId: string }>(async (request, ctx, params) => {
  const userId = idOf({ id: params.userId });
  return Response.json(await changeRole(ctx, { userId, ...(await parseBody(request, roleChangeSchema)) }));
});

export const { DELETE, GET, OPTIONS, POST, PUT } = otherMethods('PATCH');
