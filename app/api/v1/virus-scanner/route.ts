import { configureScanner, removeScanner, scannerOf } from '#lib/files/index.ts';
import { scannerInputSchema } from '#lib/files/schema.ts';
import { otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';

export const GET = tenantRoute(async (_request, ctx) => Response.json(await scannerOf(ctx)));

export const PUT = tenantRoute(async (request, ctx) =>
  Response.json(await configureScanner(ctx, await parseBody(request, scannerInputSchema))),
);

export const DELETE = tenantRoute(async (_request, ctx) => {
  await removeScanner(ctx);
  return new Response(null, { status: 204 });
});

export const { OPTIONS, PATCH, POST } = otherMethods('DELETE', 'GET', 'HEAD', 'PUT');
