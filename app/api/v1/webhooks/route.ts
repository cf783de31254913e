import { otherMethods, parseBody, tenantRoute } from '#lib/http/index.ts';
import { createWebhook, listWebhooks } from '#lib/webhooks/index.ts';
import { webhookInputSchema } from '#lib/webhooks/schema.ts';

export const GET = tenantRoute(async (_request, ctx) => Response.json({ webhooks: await listWebhooks(ctx) }));

// POST /api/v1/webhooks – have an address told; its secret is in this answer only
export const POST = tenantRoute(async (request, ctx) =>
  Response.json(await createWebhook(ctx, await parseBody(request, webhookInputSchema)), { status: 201 }),
);

export const { DELETE, OPTIONS, PATCH, PUT } = otherMethods('GET', 'HEAD', 'POST');
