import { expect, it } from 'vitest';
import { aRequest, params } from '#lib/testing/a-request.ts';
import { aTenant } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { tenantRoute } from './route.ts';

const database = useDatabase();
const route = tenantRoute(async () => Response.json({}));

it('says that the database is away, not that we have a bug, and serves again when it is back', async () => {
  const tenant = await aTenant();
  const visit = () => route(aRequest('/', { session: tenant.admin.token, tenant: tenant.slug }), params({}));

  const answer = await database.whileAway(visit);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
  expect(await answer.json()).toMatchObject({ code: 'database_unavailable', errors: [] });

  expect((await visit()).status).toBe(200);
});
