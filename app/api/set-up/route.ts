import { setUp } from '#lib/accounts/index.ts';
import { setUpSchema } from '#lib/accounts/schema.ts';
import { clientIp, otherMethods, parseBody, publicRoute } from '#lib/http/index.ts';

// POST /api/set-up – the first run: operator, tenant and administrator. The code of the start is the credential.
export const POST = publicRoute(async (request) => {
  const input = await parseBody(request, setUpSchema);
  const { slug, name } = await setUp(input, clientIp(request.headers));
  return Response.json({ tenant: { slug, name } }, { status: 201 });
});

export const { DELETE, GET, OPTIONS, PATCH, PUT } = otherMethods('POST');
