import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { cloneDatabase, type TestDatabase, useDatabase } from '#lib/testing/database.ts';
import { inTenant, system } from './index.ts';
import { type DatabaseRole, databaseRole } from './role.ts';

/** PostgreSQL's insufficient_privilege: a right is missing, or row-level security refused the new row. */
const denied = { code: '42501' };

const database = useDatabase();
const ours = randomUUID();
const theirs = randomUUID();

/** Every table that belongs to a tenant; the catalogue test below fails when one is missing here. */
const tenantTables = [
  'access_tokens',
  'api_keys',
  'audit_events',
  'connections',
  'consent_attempts',
  'data_keys',
  'grant_events',
  'grants',
  'memberships',
  'notice_steps',
  'notices',
  'revocations',
  'tries',
  'virus_scanners',
  'webhook_deliveries',
  'webhooks',
];

beforeAll(async () => {
  for (const tenant of [ours, theirs]) await seed(database, tenant);
});

describe.each(tenantTables)('another tenant’s rows in %s', (table) => {
  it('are not read, while our own are', async () => {
    const rows = await asApp(database.url, ours, (client) => client.query(`select tenant_id from ${table}`));
    expect(rows.rows).toEqual([{ tenant_id: ours }]);
  });

  it('are not changed', async () => {
    const before = await fingerprint(table);
    const change = `update ${table} set tenant_id = '${ours}' where tenant_id = '${theirs}'`;
    expect(await rowsOrDenied(change)).toBe(0);
    expect(await rowsOrDenied(`delete from ${table} where tenant_id = '${theirs}'`)).toBe(0);
    expect(await fingerprint(table)).toBe(before);
  });

  it('are not made, neither as new rows nor by giving ours away', async () => {
    const [copy] = await database.asSuperuser<{ row: { id?: string | number } }>(
      `select to_jsonb(t) as row from ${table} t where tenant_id = $1`,
      [theirs],
    );
    const row = { ...copy?.row, ...(copy?.row.id === undefined ? {} : { id: anotherId(copy.row.id) }) };
    const insert = `insert into ${table} select * from jsonb_populate_record(null::${table}, $1)`;
    await expect(asApp(database.url, ours, (client) => client.query(insert, [row]))).rejects.toMatchObject(denied);
    const give = `update ${table} set tenant_id = '${theirs}'`;
    await expect(asApp(database.url, ours, (client) => client.query(give))).rejects.toMatchObject(denied);
  });

  it('and all others are invisible when no tenant is set, also on a session that had one', async () => {
    const rows = await asApp(database.url, ours, async (client) => {
      await client.query('commit');
      return client.query(`select from ${table}`);
    });
    expect(rows.rowCount).toBe(0);
    const fresh = await asRole(database.url, 'mailgrant_app', (client) => client.query(`select from ${table}`));
    expect(fresh.rowCount).toBe(0);
  });
});

it('keeps 1,000 interleaved requests over one pool apart', async () => {
  const requests = Array.from({ length: 1000 }, async (_, index) => {
    const tenantId = index % 2 ? ours : theirs;
    const rows = await inTenant(
      tenantId,
      (tx) => tx.$queryRaw<{ tenant_id: string }[]>`
      select tenant_id from connections union all select tenant_id from grants union all select id from tenants`,
    );
    return rows.every((row) => row.tenant_id === tenantId) && rows.length === 3;
  });
  expect(new Set(await Promise.all(requests))).toEqual(new Set([true]));
});

it('leaves no tenant behind on the session that goes back to the pool', async () => {
  const left = await inTenant(ours, async (tx) => {
    await tx.$executeRaw`commit`;
    return tx.$queryRaw`select nullif(current_setting('app.tenant_id', true), '') as tenant`;
  });
  expect(left).toEqual([{ tenant: null }]);
});

it('shows a tenant itself and its own people, without their passwords', async () => {
  const seen = await inTenant(ours, async (tx) => ({
    tenants: await tx.tenant.findMany({ select: { id: true } }),
    people: await tx.user.findMany({ select: { name: true } }),
  }));
  expect(seen).toEqual({ tenants: [{ id: ours }], people: [{ name: `Person of ${ours}` }] });
});

it.each([
  ['mailgrant_app', 'select password_hash from users'],
  ['mailgrant_app', 'select from sessions'],
  ['mailgrant_app', 'select from worker_heartbeats'],
  ['mailgrant_app', 'select from _prisma_migrations'],
  ['mailgrant_app', 'insert into memberships select * from memberships'],
  ['mailgrant_app', 'create table mine (id int)'],
  ['mailgrant_system', 'select client_secret from connections'],
  ['mailgrant_system', 'select sender_address from connections'],
  ['mailgrant_system', 'update connections set stage = stage'],
  ['mailgrant_system', 'select refresh_token from grants'],
  ['mailgrant_system', 'update grants set next_refresh_at = now()'],
  ['mailgrant_system', 'select from access_tokens'],
  ['mailgrant_system', 'select secrets from revocations'],
  ['mailgrant_system', 'select from grant_events'],
  ['mailgrant_system', 'select from virus_scanners'],
  ['mailgrant_system', 'select secret from webhooks'],
  ['mailgrant_system', 'select body from webhook_deliveries'],
  ['mailgrant_system', 'select code_verifier from consent_attempts'],
  ['mailgrant_system', 'select nonce from consent_attempts'],
  ['mailgrant_system', 'select wrapped from data_keys'],
  ['mailgrant_system', 'update api_keys set revoked_at = null'],
  ['mailgrant_system', 'update audit_events set action = action'],
  ['mailgrant_app', 'update audit_events set action = action'],
  ['mailgrant_app', 'delete from audit_events'],
  ['mailgrant_app', 'truncate audit_events'],
] as const)('refuses %s: %s', async (role, statement) => {
  await expect(asRole(database.url, role, (client) => client.query(statement))).rejects.toMatchObject(denied);
});

it('lets mailgrant_system remove only consents that have expired', async () => {
  const expire = `update consent_attempts set expires_at = now() - interval '1 s' where tenant_id = $1`;
  await database.asSuperuser(expire, [ours]);
  expect((await system().consentAttempt.deleteMany()).count).toBe(1);
});

it('keeps the audit trail from its owner and from a superuser too', async () => {
  const acts = ['update audit_events set action = $$x$$', 'delete from audit_events', 'truncate audit_events'];
  for (const act of acts) {
    await expect(database.asSuperuser(act)).rejects.toMatchObject(denied);
  }
});

describe('the catalogue', () => {
  it('knows no tenant table that this file does not try', async () => {
    const found = await database.asSuperuser(
      `select table_name as name from information_schema.columns
       where table_schema = 'public' and column_name = 'tenant_id' order by 1`,
    );
    expect(found.map((row) => row.name)).toEqual(tenantTables);
  });

  it('shows no hole', async () => {
    expect(await holes(database)).toEqual([]);
  });

  it.each([
    ['drop policy in_tenant on grants', 'grants: no policy for mailgrant_app'],
    ['alter table api_keys no force row level security', 'api_keys: its owner is not fenced'],
    ['alter table connections disable row level security', 'connections: row-level security is off'],
    ['alter policy in_tenant on data_keys using (true)', 'data_keys: a policy of mailgrant_app looks at no tenant'],
    ['create policy more on grants to public using (true)', 'grants: a policy is for everyone'],
    ['create table forgotten (tenant_id uuid)', 'forgotten: row-level security is off'],
    ['alter table grants owner to mailgrant_app', 'mailgrant_app owns grants'],
    [
      'create unique index on connections (id); create table strays (tenant_id uuid, c uuid references connections (id))',
      'strays: strays_c_fkey leaves tenant_id out',
    ],
  ])('would show the hole that “%s” makes', async (damage, hole) => {
    const scratch = await cloneDatabase();
    await scratch.asSuperuser(damage);
    expect(await holes(scratch)).toContain(hole);
    await scratch.drop();
  });

  it('would see foreign rows without row-level security: the tests above can fail', async () => {
    const scratch = await cloneDatabase();
    for (const tenant of [ours, theirs]) await seed(scratch, tenant);
    await scratch.asSuperuser('alter table connections disable row level security');
    const rows = await asApp(scratch.url, ours, (client) => client.query('select from connections'));
    expect(rows.rowCount).toBe(2);
    await scratch.drop();
  });
});

/** Everything by which a row could reach another tenant, in words. */
async function holes({ asSuperuser }: Pick<TestDatabase, 'asSuperuser'>): Promise<string[]> {
  const found = await asSuperuser<{ hole: string }>(`
      with fenced as (
        select c.oid, c.relname as name, c.relowner, c.relrowsecurity, c.relforcerowsecurity from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and (c.relname in ('tenants', 'users', 'sessions')
               or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')))
      select name || ': row-level security is off' as hole from fenced where not relrowsecurity
      union all select name || ': its owner is not fenced' from fenced where not relforcerowsecurity
      union all select name || ': no policy for mailgrant_app' from fenced
        where name <> 'sessions' and not exists
          (select from pg_policies p where p.tablename = name and 'mailgrant_app' = any (p.roles))
      union all select tablename || ': a policy of mailgrant_app looks at no tenant' from pg_policies
        where 'mailgrant_app' = any (roles) and tablename <> 'users' and qual not like '%app.tenant_id%'
      union all select tablename || ': a policy is for everyone' from pg_policies where 'public' = any (roles)
      union all select rolname || ' owns ' || relname from pg_class join pg_roles r on r.oid = relowner
        where rolname in ('mailgrant_app', 'mailgrant_system')
      union all select rolname || ' may more than it should' from pg_roles
        where rolname in ('mailgrant_app', 'mailgrant_system')
          and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin)
      union all select child.name || ': ' || conname || ' leaves tenant_id out'
        from pg_constraint k join fenced child on child.oid = k.conrelid join fenced parent on parent.oid = k.confrelid
        where k.contype = 'f' and parent.name not in ('tenants', 'users') and not exists (
          select from pg_attribute a
          where a.attrelid = k.conrelid and a.attnum = any (k.conkey) and a.attname = 'tenant_id')`);
  return found.map((row) => row.hole);
}

async function seed({ asSuperuser }: Pick<TestDatabase, 'asSuperuser'>, tenant: string): Promise<void> {
  const hash = Buffer.from(tenant);
  const [user, connection, grant] = [randomUUID(), randomUUID(), randomUUID()];
  const [notice, webhook] = [randomUUID(), randomUUID()];
  const rows: [string, unknown[]][] = [
    [`insert into tenants (id, slug, name) values ($1, $2, $2)`, [tenant, `t${tenant}`]],
    [
      `insert into users (id, email, name, password_hash) values ($1, $2, $3, 'hash')`,
      [user, `${user}@example`, `Person of ${tenant}`],
    ],
    [`insert into memberships (tenant_id, user_id, role) values ($1, $2, 'admin')`, [tenant, user]],
    [
      `insert into api_keys (tenant_id, name, prefix, secret_hash, scopes, created_by_id) values ($1, 'k', 'mg_', $2, '{}', $3)`,
      [tenant, hash, user],
    ],
    [`insert into data_keys (tenant_id, kid, wrapped) values ($1, 'd1', 'w')`, [tenant]],
    [
      `insert into connections (id, tenant_id, provider, grant_kind, transport, sender_name, sender_address, client_id)
       values ($1, $2, 'microsoft', 'authorization_code', 'graph', 'S', 's@example', 'c')`,
      [connection, tenant],
    ],
    [
      `insert into consent_attempts (tenant_id, connection_id, state_hash, browser_hash, session_id, user_id, config_version,
         provider, issuer, redirect_uri, scopes, expires_at)
       values ($1, $2, $3, $3, $4, $5, 1, 'microsoft', 'i', 'r', '{}', now() + interval '1 h')`,
      [tenant, connection, hash, randomUUID(), user],
    ],
    [`insert into grants (id, tenant_id, connection_id) values ($1, $2, $3)`, [grant, tenant, connection]],
    [
      `insert into access_tokens (tenant_id, grant_id, resource, token, version, obtained_at, expires_at)
       values ($1, $2, 'graph', 't', 1, now(), now())`,
      [tenant, grant],
    ],
    [
      `insert into revocations (tenant_id, connection_id, access_key, lease_until) values ($1, $2, $3, now())`,
      [tenant, connection, hash],
    ],
    [`insert into tries (tenant_id, at) values ($1, now())`, [tenant]],
    [`insert into grant_events (tenant_id, connection_id, kind) values ($1, $2, 'issued')`, [tenant, connection]],
    [`insert into virus_scanners (tenant_id, host, port) values ($1, 'h', 1)`, [tenant]],
    [`insert into audit_events (tenant_id, actor_kind, action) values ($1, 'system', 'seed')`, [tenant]],
    [
      `insert into notices (id, tenant_id, connection_id, kind, about, opened_at) values ($2, $1, $3, 'k', '', now())`,
      [tenant, notice, connection],
    ],
    [`insert into notice_steps (tenant_id, notice_id, step, at) values ($1, $2, 'first', now())`, [tenant, notice]],
    [
      `insert into webhooks (id, tenant_id, name, url, events, secret) values ($2, $1, 'w', 'u', '{}', 's')`,
      [tenant, webhook],
    ],
    [
      `insert into webhook_deliveries (tenant_id, webhook_id, event, body, at) values ($1, $2, 'e', 'b', now())`,
      [tenant, webhook],
    ],
  ];
  for (const [statement, values] of rows) await asSuperuser(statement, values);
}

const anotherId = (id: string | number) => (typeof id === 'number' ? id + 1000 : randomUUID());

async function fingerprint(table: string): Promise<string> {
  const sql = `select md5(string_agg(t::text, '|' order by t::text)) as sum from ${table} t where tenant_id = $1`;
  const [found] = await database.asSuperuser<{ sum: string }>(sql, [theirs]);
  return found?.sum ?? '';
}

async function rowsOrDenied(statement: string): Promise<number | null> {
  try {
    return (await asApp(database.url, ours, (client) => client.query(statement))).rowCount;
  } catch (error) {
    if ((error as pg.DatabaseError).code === denied.code) return 0;
    throw error;
  }
}

/** In a transaction of the application role, in this tenant, rolled back. */
function asApp<T>(url: string, tenant: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return asRole(url, 'mailgrant_app', async (client) => {
    await client.query('begin');
    await client.query(`select set_config('app.tenant_id', $1, true)`, [tenant]);
    return work(client);
  });
}

async function asRole<T>(url: string, role: DatabaseRole, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return connected(new pg.Client(databaseRole(url, role)), work);
}

async function connected<T>(client: pg.Client, work: (client: pg.Client) => Promise<T>): Promise<T> {
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
