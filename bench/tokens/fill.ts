import type { Bench } from './in-bench.ts';

/**
 * Puts so many active connections into the database, each with a grant, of a tenant each: `dueShare` of them due now,
 * the others within the next hour. None has a token: whoever renews one finds so, and asks nobody.
 */
export async function fill({ sql }: Pick<Bench, 'sql'>, connections: number, dueShare: number): Promise<void> {
  await sql(
    `insert into tenants (id, slug, name)
     select ${idOf('t')}, 'many-' || n, 'Many ' || n from generate_series(1, ${connections}) n on conflict do nothing`,
  );
  await sql(
    `insert into connections (id, tenant_id, provider, grant_kind, transport, stage, health, sender_name, sender_address,
       client_id, settings)
     select ${idOf('c')}, ${idOf('t')}, 'microsoft', 'authorization_code', 'graph', 'active', 'working', 'Many',
       'many@contoso.com', 'many', '{"directoryId":"many"}'
     from generate_series(1, ${connections}) n on conflict do nothing`,
  );
  await sql(
    `insert into grants (tenant_id, connection_id, scopes, last_used_at, next_refresh_at)
     select ${idOf('t')}, ${idOf('c')}, '{}', now(),
       now() + case when n <= ${connections * dueShare} then -1 else 1 end * random() * interval '1 hour'
     from generate_series(1, ${connections}) n on conflict do nothing`,
  );
  await sql('analyze tenants, connections, grants');
}

const idOf = (kind: string) => `md5('${kind}' || n)::uuid`;
