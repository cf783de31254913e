import { testScanner } from '#lib/files/index.ts';
import { scannerTrialSchema } from '#lib/files/schema.ts';
import { otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';

export const POST = tenantRoute(async (request, ctx) =>
  Response.json(await testScanner(ctx, await parseBody(request, scannerTrialSchema))),
);

export const { DELETE, GET, OPTIONS, PATCH, PUT } = otherMethods('POST');
