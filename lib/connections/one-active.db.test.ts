import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { listAudit } from '#lib/audit/index.ts';
import { provider } from '#lib/providers/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { columnsCalledSealed } from '#lib/testing/columns-called-sealed.ts';
import { mailbox } from '#lib/testing/connected.ts';
import { cloneDatabase, type TestDatabase, useDatabase } from '#lib/testing/database.ts';
import { everythingStored } from '#lib/testing/everything-stored.ts';
import { secretFinder } from '#lib/testing/find-secrets.ts';
import { useRevokingServer } from '#lib/testing/revoking.ts';
import { activateConnection, connect, createConnection, finishConsent } from './index.ts';

const database = useDatabase();
const strict = useRevokingServer();
const elsewhere = new URL('../testing/activate-elsewhere.ts', import.meta.url).pathname;

const proxyOfMail = {
  ...{ kind: 'http' as const, host: 'proxy.example.com', port: 3128, userName: 'relay' },
  uses: ['mail' as const],
};

/** Each with a secret of its own, a proxy's password, a grant, and a trip to the consent screen that has not come back. */
async function candidates(member: Person, count: number): Promise<string[]> {
  const ids: string[] = [];
  const make = async (nth: number) => {
    const clientSecret = `canary~secret~${nth}~of~fifty`;
    const proxy = { ...proxyOfMail, password: `canary~proxy~${nth}~of~fifty` };
    const { id } = await createConnection(member.ctx, strict.input({ clientSecret, proxy }));
    const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
    const url = strict.server.consent(authorizeUrl ?? '', mailbox);
    const end = await finishConsent({ url, browserToken: member.browserToken, signedIn: member.signedIn, ip: null });
    await connect(member.ctx, id, member.browserToken);
    expect(end.kind).toBe('granted');
    ids.push(id);
  };
  for (let nth = 0; nth < count; nth += 10)
    await Promise.all(Array.from({ length: Math.min(10, count - nth) }, (_, more) => make(nth + more)));
  return ids;
}

type Sealed = { id: string; column: string; sealed: string };
type Row = Record<string, unknown>;

/** Whatever is sealed of a tenant's, in whatever column, by the connection it is of. Its keys are none of it. */
async function sealed({ ctx }: Person): Promise<Sealed[]> {
  const tables = await database.asSuperuser<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'data_keys'`,
  );
  const found: Sealed[] = [];
  const ofGrant = new Map<unknown, unknown>();
  for (const { id, connection_id } of await database.asSuperuser<Row>('select id, connection_id from grants')) {
    ofGrant.set(id, connection_id);
  }
  for (const { name } of tables) {
    const rows = await database.asSuperuser<{ row: Row }>(`select to_jsonb(t) as row from ${name} t`);
    for (const { row } of rows) {
      if (row.tenant_id !== ctx.tenantId) continue;
      const id = String(row.connection_id ?? ofGrant.get(row.grant_id) ?? row.id);
      for (const [column, text] of Object.entries(row)) {
        if (isSealed(text)) found.push({ id, column: `${name}.${column}`, sealed: text });
      }
    }
  }
  return found;
}

const isSealed = (value: unknown): value is string => typeof value === 'string' && /^v1(\.[\w-]+){4}$/.test(value);

it('fifty activated at once, by two processes, leave one active, and of the others no secret in any table', async () => {
  const member = await anAdmin();
  // Only this process knows of a provider that revokes.
  const { revocation } = provider('microsoft');
  onTestFinished(() => void Object.assign(provider('microsoft'), { revocation }));
  Object.assign(provider('microsoft'), { revocation: { kind: 'none' } });
  const ids = await candidates(member, 50);
  const before = await sealed(member);
  expect(before).toHaveLength(50 * 6);
  const there = promisify(execFile)(process.execPath, [elsewhere, JSON.stringify([member.ctx, ids.slice(25)])], {
    env: process.env,
  });
  const here = await Promise.allSettled(ids.slice(0, 25).map((id) => activateConnection(member.ctx, id)));

  expect(here.filter(({ status }) => status === 'fulfilled')).toHaveLength(25);
  expect((await there).stdout).toBe('25');
  const stages = await database.asSuperuser<{ id: string; stage: string }>('select id, stage::text from connections');
  const active = stages.filter(({ stage }) => stage === 'active');
  expect([active.length, stages.filter(({ stage }) => stage === 'retired').length]).toEqual([1, 49]);
  const { events } = await listAudit(member.ctx, { limit: 200 });
  expect(events.filter(({ action }) => action === 'connection.retired')).toHaveLength(49);

  const text = await everythingStored(database);
  const left = before.filter((one) => text.includes(one.sealed));
  // Control: what the one in use holds is all there.
  expect(left.map(({ id }) => id)).toEqual(Array(6).fill(active[0]?.id));
  const plain = secretFinder(
    Object.fromEntries(
      ids.flatMap((_id, nth) => [
        [`${nth}`, `canary~secret~${nth}~of~fifty`],
        [`proxy ${nth}`, `canary~proxy~${nth}~of~fifty`],
      ]),
    ),
  );
  expect(plain(text)).toEqual([]);

  // Control: a copy that somebody keeps somewhere is found.
  const forgotten = before.find(({ id }) => id !== active[0]?.id)?.sealed ?? '';
  const plant = `insert into audit_events (tenant_id, actor_kind, action, details) values ($1, 'system', 'planted', $2)`;
  await database.asSuperuser(plant, [member.ctx.tenantId, { kept: forgotten, typed: 'canary~secret~7~of~fifty' }]);
  const planted = await everythingStored(database);
  expect(planted.includes(forgotten)).toBe(true);
  expect(plain(planted)).toEqual(['7']);
});

it('one whose access is revoked leaves nothing either: every sealed column was looked at while it held something', async () => {
  const member = await anAdmin();
  const [first, second] = await candidates(member, 2);
  const before = await sealed(member);
  await activateConnection(member.ctx, first ?? '');
  const putAside: Sealed[] = [];
  strict.server.interveneInRevoking(async () => {
    putAside.push(...(await sealed(member)).filter(({ column }) => column === 'revocations.secrets'));
    return 'answer';
  });

  await activateConnection(member.ctx, second ?? '');

  const seen = new Set([...before, ...putAside].map(({ column }) => column));
  // What a tenant's webhooks are signed with is no connection's.
  const ofConnections = columnsCalledSealed().filter((column) => !column.startsWith('webhooks.'));
  expect([...seen].sort()).toEqual(ofConnections.sort());
  expect((await sealed(member)).map(({ id }) => id)).toEqual(Array(6).fill(second));
  const text = await everythingStored(database);
  expect([...before, ...putAside].filter((one) => text.includes(one.sealed))).toHaveLength(6);
});

/** Makes two connections of one tenant active, as a bug would that takes no lock; answers how many are. */
async function activateBoth({ asSuperuser }: Pick<TestDatabase, 'asSuperuser'>): Promise<number> {
  const [tenant] = await asSuperuser<{ id: string }>(
    `insert into tenants (slug, name) values ('two', 'Two') returning id`,
  );
  const insert = `insert into connections (tenant_id, provider, grant_kind, transport, sender_name, sender_address, client_id)
    values ($1, 'microsoft', 'authorization_code', 'graph', 'S', 's@example', 'c') returning id`;
  const both = [
    await asSuperuser<{ id: string }>(insert, [tenant?.id]),
    await asSuperuser<{ id: string }>(insert, [tenant?.id]),
  ];
  const update = `update connections set stage = 'active' where id = $1`;
  await Promise.allSettled(both.map(([row]) => asSuperuser(update, [row?.id])));
  const [count] = await asSuperuser<{ n: number }>(
    `select count(*)::int as n from connections where tenant_id = $1 and stage = 'active'`,
    [tenant?.id],
  );
  return count?.n ?? 0;
}

it('is held by the database itself, whoever takes no lock', async () => {
  expect(await activateBoth(database)).toBe(1);
  // Control: it is the index that holds it.
  const scratch = await cloneDatabase();
  await scratch.asSuperuser('drop index connections_one_active_per_tenant');
  expect(await activateBoth(scratch)).toBe(2);
  await scratch.drop();
});
