import { listMembers } from '#lib/accounts/index.ts';
import { tenantRoute } from '#lib/http/index.ts';

export const GET = tenantRoute(async (_request, ctx) => Response.json({ members: await listMembers(ctx) }));
