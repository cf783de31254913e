import pg from 'pg';
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
  const superuser = new pg.Client({ connectionString: database.superuserUrl.replace(/[^/]+$/, 'postgres') });
  await superuser.connect();
  const name = new URL(database.url).pathname.slice(1);
  await superuser.query(`alter database ${name} allow_connections false`);
  await superuser.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);

  const answer = await visit();
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
  expect(await answer.json()).toMatchObject({ code: 'database_unavailable', errors: [] });

  await superuser.query(`alter database ${name} allow_connections true`).finally(() => superuser.end());
  expect((await visit()).status).toBe(200);
});
