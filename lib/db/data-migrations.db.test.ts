import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cloneDatabase, type TestDatabase } from '#lib/testing/database.ts';

const folder = fileURLToPath(new URL('../../prisma/migrations/', import.meta.url));

let scratch: TestDatabase;

beforeEach(async () => {
  scratch = await cloneDatabase();
  await run(scratch.url, 'drop schema public cascade; create schema public');
});
afterEach(() => scratch.drop());

it('renames the base of the HTTP API in every tenant’s Advanced settings, and fences the owner again', async () => {
  await migrateTo('00000000000004');
  await aConnection({ graphUrl: 'https://dod-graph.example', smtpPort: 465 });
  await aConnection({ smtpPort: 465 });
  await migrateFrom('00000000000005', '00000000000005');
  expect(
    (await asSuperuser('select overrides from connections order by client_id')).map((row) => row.overrides),
  ).toEqual([{ apiUrl: 'https://dod-graph.example', smtpPort: 465 }, { smtpPort: 465 }]);
  expect(await unforced()).toEqual([]);
});

it('keeps what only one provider asks for by name, also in what was observed', async () => {
  await migrateTo('00000000000005');
  const facts = { clientId: 'c', directoryId: 'the-directory', senderAddress: 's@example' };
  const before = { about: 'grant', source: 'own', code: 'secret_missing', facts };
  const id = await aConnection({});
  await aConnection({});
  await asSuperuser(
    `update connections set problem = '${JSON.stringify(before)}',
       last_test = '${JSON.stringify({ kind: 'refused', to: 'a@example', problem: before })}' where id = '${id}';
     insert into consent_attempts (tenant_id, connection_id, state_hash, browser_hash, session_id, user_id,
       config_version, provider, issuer, redirect_uri, scopes, expires_at, outcome)
     select tenant_id, id, 's', 'b', id, id, 1, 'microsoft', 'i', 'r', '{}', now(), problem
     from connections where id = '${id}';
     insert into grant_events (tenant_id, connection_id, kind, reply)
     select tenant_id, id, 'refused', jsonb_build_object('problem', problem) from connections where id = '${id}';
     insert into grant_events (tenant_id, connection_id, kind, reply)
     select tenant_id, id, 'refused', '{"protocol": "oauth"}' from connections where id = '${id}'`,
  );
  await migrateFrom('00000000000006', '00000000000006');
  const after = {
    ...before,
    facts: { clientId: 'c', settings: { directoryId: 'the-directory' }, senderAddress: 's@example' },
  };
  expect(await asSuperuser('select settings, problem, last_test from connections order by client_id')).toEqual([
    { settings: { directoryId: 'd' }, problem: after, last_test: { kind: 'refused', to: 'a@example', problem: after } },
    { settings: { directoryId: 'd' }, problem: null, last_test: null },
  ]);
  expect(await asSuperuser('select outcome from consent_attempts')).toEqual([{ outcome: after }]);
  expect(await asSuperuser('select reply from grant_events order by id')).toEqual([
    { reply: { problem: after } },
    { reply: { protocol: 'oauth' } },
  ]);
  expect(await unforced()).toEqual([]);
});

it('goes on from a database in use: what it held stays as it was, and nothing new is said of it', async () => {
  await migrateTo('00000000000005');
  for (const overrides of [{}, { smtpPort: 465 }]) {
    const id = await aConnection(overrides);
    await asSuperuser(
      `insert into users (id, email, name, password_hash) values ('${id}', '${id}@example', 'P', 'hash');
       insert into grants (tenant_id, connection_id, refresh_token, generation)
       select tenant_id, id, 'sealed', 3 from connections where id = '${id}';
       insert into grant_events (tenant_id, connection_id, kind, reply)
       select tenant_id, id, 'refused', '{"protocol": "oauth"}' from connections where id = '${id}'`,
    );
  }
  await migrateFrom('00000000000006', '00000000000006');
  const before = await whatIsThere();
  await migrateFrom('00000000000007', '00000000000009');
  const after = await whatIsThere();
  const unsaid = {
    connections: { revocation: null },
    grants: { access_key: null, over_at: null },
    grant_events: { actor_kind: null, actor_name: null },
    users: {},
  };
  expect(after).toEqual(before.map((row) => ({ ...row, ...unsaid[row.of as keyof typeof unsaid] })));
  expect(after).toHaveLength(8);
  expect(await unforced()).toEqual([]);
});

it('knows who told the end of each secret that is there, and has the lists read that those in use stand in', async () => {
  await migrateTo('00000000000016');
  await Promise.all(
    ['{}', '{"clientAuthentication": "certificate"}', null].map(async (settings, at) => {
      const tenant = randomUUID();
      await asSuperuser(`insert into tenants (id, slug, name) values ('${tenant}', 't${at}', 't')`);
      await asSuperuser(
        `insert into connections (tenant_id, provider, grant_kind, transport, sender_name, sender_address, client_id,
         settings, client_secret_expires_at, stage)
       values ('${tenant}', 'microsoft', 'client_credentials', 'graph', 'S', 's@example', '${at}',
         '${settings ?? '{}'}', ${settings === null ? 'null' : `'2027-01-01'`}, '${at === 0 ? 'active' : 'candidate'}')`,
      );
    }),
  );
  await migrateFrom('00000000000017', '00000000000017');
  const due = `secret_end_due_at between now() and now() + interval '1 day'`;
  expect(
    await asSuperuser(`select secret_end_source as source, ${due} as due from connections order by client_id`),
  ).toEqual([
    { source: 'entered', due: true },
    { source: 'certificate', due: null },
    { source: null, due: null },
  ]);
  expect(await unforced()).toEqual([]);
});

async function whatIsThere(): Promise<Record<string, unknown>[]> {
  const of = (table: string) => `select '${table}' as of, id::text, to_jsonb(one) as row from ${table} one`;
  const tables = ['connections', 'grants', 'grant_events', 'users'];
  const rows = await scratch.asSuperuser<{ of: string; row: Record<string, unknown> }>(
    `${tables.map(of).join(' union all ')} order by of, id`,
  );
  return rows.map(({ of, row }) => ({ of, ...row }));
}

/** Rows of two tenants: what an owner's policies hide, no superuser's test would miss. */
let made = 0;
async function aConnection(overrides: object): Promise<string> {
  const [tenant, id] = [randomUUID(), randomUUID()];
  made += 1;
  await asSuperuser(`insert into tenants (id, slug, name) values ('${tenant}', 't${made}', 't')`);
  await asSuperuser(
    `insert into connections (id, tenant_id, provider, grant_kind, transport, sender_name, sender_address, client_id,
       directory_id, overrides)
     values ('${id}', '${tenant}', 'microsoft', 'authorization_code', 'graph', 'S', 's@example', '${made}', 'd',
       '${JSON.stringify(overrides)}')`,
  );
  return id;
}

async function unforced(): Promise<string[]> {
  const rows = await asSuperuser(
    `select relname from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity and not relforcerowsecurity`,
  );
  return rows.map((row) => String(row.relname));
}

const migrateTo = (last: string) => migrateFrom('0', last);

/** As the owner, each script in a transaction of its own. */
async function migrateFrom(first: string, last: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name >= first && name.slice(0, last.length) <= last).sort();
  for (const name of names) await run(scratch.url, await readFile(`${folder}${name}/migration.sql`, 'utf8'));
}

const asSuperuser = (sql: string) => scratch.asSuperuser<Record<string, string>>(sql);

async function run(url: string, sql: string): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
