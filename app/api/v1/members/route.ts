import { listMembers } from '#lib/accounts/index.ts';
import { otherMethods, tenantRoute } from '#lib/http/index.ts';

export const GET = tenantRoute(async (_request, ctx) => Response.json({ members: await listMembers(ctx) }));

export const { DELETE, OPTIONS, PATCH, POST, PUT } = otherMethods('GET', 'HEAD');
