import { beforeAll, expect, it, vi } from 'vitest';
import { isSetUpOpen, signIn, tenantsOf } from '#lib/accounts/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { openVault } from '#lib/db/vault.ts';
import { aRequest, origin, params } from '#lib/testing/a-request.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { POST } from './route.ts';

const database = useDatabase();
const code = 'first-run-7f3a';
beforeAll(() => {
  vi.stubEnv('SETUP_CODE', code);
});

const form = {
  code,
  tenantName: 'Contoso',
  slug: 'contoso',
  name: 'Ada Admin',
  email: 'Ada@Contoso.example',
  password: 'a few words together',
};

const submit = (body: unknown, headers = {}) =>
  POST(aRequest('/api/set-up', { method: 'POST', body, headers }), params({}));

// In this order: each finds the installation as the one before left it.

it('names every field that cannot be used, and makes nothing', async () => {
  const answer = await submit({ ...form, slug: 'api', email: 'ada', password: 'short', name: '', extra: 1 });
  expect(answer.status).toBe(422);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = await answer.json();
  expect(problem.errors.map((field: { path: string }) => field.path).toSorted()).toEqual([
    'email',
    'extra',
    'name',
    'password',
    'slug',
  ]);
  expect(await isSetUpOpen()).toBe(true);
});

it.each(['wrong code', `${code} `.repeat(2), code.slice(0, -1)])('refuses the code %j', async (wrong) => {
  const answer = await submit({ ...form, code: wrong });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: 'forbidden', errors: [{ path: 'code' }] });
  expect(await isSetUpOpen()).toBe(true);
});

it('refuses a page of another site', async () => {
  expect((await submit(form, { origin: 'https://evil.example' })).status).toBe(403);
});

it('makes nobody when the tenant cannot be made', async () => {
  await database.asSuperuser("insert into tenants (slug, name) values ('contoso', 'Left behind')");
  const answer = await submit(form, { origin });
  const people = await database.asSuperuser('select 1 from users');
  await database.asSuperuser('delete from tenants');

  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({ errors: [{ path: 'slug' }] });
  expect(people).toEqual([]);
});

it('makes operator, tenant, data key and membership once, however many ask at the same time', async () => {
  const forms = Array.from({ length: 8 }, (_, n) => ({
    ...form,
    slug: `contoso-${n}`,
    email: `ada${n}@contoso.example`,
  }));
  const answers = await allAtOnce(() => Promise.all(forms.map((each) => submit(each))), forms.length);

  expect(answers.map((answer) => answer.status).toSorted()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  const winner = answers.findIndex((answer) => answer.status === 201);
  expect(await answers[winner]?.json()).toEqual({ tenant: { slug: `contoso-${winner}`, name: 'Contoso' } });
  const user = await signIn(`ada${winner}@contoso.example`, form.password, { ip: null, deviceToken: null });
  const tenants = await tenantsOf(user?.id ?? '');
  expect(tenants).toMatchObject([{ slug: `contoso-${winner}`, role: 'admin' }]);
  const tenantId = tenants[0]?.id ?? '';
  await expect(inTenant(tenantId, (tx) => openVault(tx, tenantId))).resolves.toBeDefined();
  const rows = await database.asSuperuser(`select (select count(*)::int from users where is_operator) as operators,
    (select count(*)::int from tenants) as tenants, (select count(*)::int from data_keys) as keys,
    (select count(*)::int from audit_events where action = 'tenant.created') as entries`);
  expect(rows).toEqual([{ operators: 1, tenants: 1, keys: 1, entries: 1 }]);
});

it('is closed from then on, with the right code too', async () => {
  expect(await isSetUpOpen()).toBe(false);
  const answer = await submit({ ...form, slug: 'another', email: 'eve@contoso.example' });
  expect(answer.status).toBe(409);
});

/** Holds every first run where it makes its tenant, until all of them have come as far as they can. */
async function allAtOnce<T>(begin: () => Promise<T>, runs: number): Promise<T> {
  const client = await database.superuserSession();
  await client.query('begin; lock table tenants in share row exclusive mode');
  const under = begin();
  const waiting = `select from pg_locks join pg_database on
    pg_database.oid = pg_locks.database where datname = current_database() and not granted`;
  await expect.poll(async () => (await client.query(waiting)).rowCount).toBe(runs);
  await client.query('commit');
  return under;
}
