import { readCertificates } from '#lib/connections/index.ts';
import { certificateReadInputSchema } from '#lib/connections/schema.ts';
import { otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';

export const POST = tenantRoute(async (request, ctx) =>
  Response.json(await readCertificates(ctx, await parseBody(request, certificateReadInputSchema))),
);

export const { DELETE, GET, OPTIONS, PATCH, PUT } = otherMethods('POST');
