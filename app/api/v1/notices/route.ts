import { otherMethods, tenantRoute } from '#lib/http/index.ts';
import { listNotices } from '#lib/notices/index.ts';

export const GET = tenantRoute(async (_request, ctx) => Response.json({ notices: await listNotices(ctx) }));

export const { DELETE, OPTIONS, PATCH, POST, PUT } = otherMethods('GET', 'HEAD');
