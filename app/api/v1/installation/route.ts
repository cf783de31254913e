import { getInstallation } from '#lib/connections/index.ts';
import { otherMethods, tenantRoute } from '#lib/http/index.ts';

export const GET = tenantRoute(async (_request, ctx) => Response.json(await getInstallation(ctx)));

export const { DELETE, OPTIONS, PATCH, POST, PUT } = otherMethods('GET', 'HEAD');
