import { sendTestEmail } from '#lib/connections/index.ts';
import { testEmailInputSchema } from '#lib/connections/schema.ts';
import { type IdParams, idOf, otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';

export const POST = tenantRoute<IdParams>(async (request, ctx, params) => {
  const { to } = await parseBody(request, testEmailInputSchema);
  return Response.json(await sendTestEmail(ctx, idOf(params), to));
});

export const { DELETE, GET, OPTIONS, PATCH, PUT } = otherMethods('POST');
