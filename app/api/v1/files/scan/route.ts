import { scanFile } from '#lib/files/index.ts';
import { fileScanSchema, maxFileBytes } from '#lib/files/schema.ts';
import { otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';

/** Base64 makes four bytes of three; the rest is the name and what JSON adds. */
const maxBodyBytes = (maxFileBytes / 3) * 4 + 4_096;

export const POST = tenantRoute(async (request, ctx) => {
  const { name, content } = await parseBody(request, fileScanSchema, { maxBytes: maxBodyBytes });
  return Response.json(await scanFile(ctx, { path: 'content', name, bytes: Buffer.from(content, 'base64') }));
});

export const { DELETE, GET, OPTIONS, PATCH, PUT } = otherMethods('POST');
