import { expect, it } from 'vitest';
import { Prisma } from '#lib/db/generated/client.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { byIndexes, dueQuery, findDue } from './find-due.ts';

const database = useDatabase();
const many = 20_000;

/** Connections in use, one in a hundred in trouble, one in 24 with a secret near its end; of almost all it is said. */
async function fill(): Promise<void> {
  await database.asSuperuser(`
    insert into tenants (slug, name) select 'n' || i, 'n' from generate_series(1, ${many}) i;
    insert into connections (tenant_id, provider, grant_kind, transport, sender_name, sender_address, client_id, stage,
                             health, client_secret_expires_at)
      select id, 'microsoft', 'authorization_code', 'graph', 'S', 's@example', 'c', 'active',
             case when right(slug, 2) = '00' then 'needs_consent'::connection_health else 'working' end,
             now() + make_interval(days => substr(slug, 2)::int % 730, hours => 1) from tenants;
    insert into grants (tenant_id, connection_id) select tenant_id, id from connections;
    insert into notices (tenant_id, connection_id, kind, about, opened_at)
      select tenant_id, id, 'needs_consent', '', now() from connections where health = 'needs_consent';
    insert into notices (tenant_id, connection_id, kind, about, opened_at, ends_at, next_step_at)
      select tenant_id, id, 'secret_ending', '1', now(), client_secret_expires_at, client_secret_expires_at
        from connections where client_secret_expires_at < now() + interval '29 days';
    update connections set health = 'retrying' where health = 'needs_consent' and random() < 0.1`);
  await database.asSuperuser('vacuum analyze');
}

type Node = { 'Relation Name'?: string; Plans?: Node[] } & Record<string, number>;

/** How many rows of connections and grants the sweep looks at. */
async function rowsRead(): Promise<number> {
  const query = Prisma.sql`explain (analyze, format json) ${dueQuery(new Date())}`;
  const [row] = await byIndexes<{ 'QUERY PLAN': [{ Plan: Node }] }>(query);
  const of = (node: Node): number => {
    const isOurs = ['connections', 'grants'].includes(node['Relation Name'] ?? '');
    const seen = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);
    return (isOurs ? seen * (node['Actual Loops'] ?? 1) : 0) + (node.Plans ?? []).map(of).reduce((a, b) => a + b, 0);
  };
  return row ? of(row['QUERY PLAN'][0].Plan) : 0;
}

it('finds what is unsaid among many connections without reading them all', { timeout: 120_000 }, async () => {
  await fill();
  const due = await findDue(new Date());
  const [unsaid] = await database.asSuperuser<{ n: number }>(
    `select count(*)::int as n from connections where client_secret_expires_at >= now() + interval '29 days'
        and client_secret_expires_at < now() + interval '30 days'`,
  );
  expect(unsaid?.n).toBeGreaterThan(10);
  expect(due).toHaveLength(unsaid?.n ?? 0);
  const few = many / 100 + (many * 30) / 730;
  expect(await rowsRead()).toBeGreaterThan(few / 2);
  expect(await rowsRead()).toBeLessThan(few * 1.5);
  // Of more than fit into one look, those that it leaves out have their turn.
  await database.asSuperuser('delete from notices');
  const looks = [await findDue(new Date()), await findDue(new Date())].flat().map(({ connectionId }) => connectionId);
  expect(looks).toHaveLength(400);
  expect(new Set(looks).size).toBeGreaterThan(250);
  // Control: without the indexes all of them are looked at.
  await database.asSuperuser('drop index connections_in_trouble_idx; drop index connections_secret_end_idx');
  expect(await rowsRead()).toBeGreaterThan(many);
});
