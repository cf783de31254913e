import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { listAudit } from '#lib/audit/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { inputFor, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { cloneDatabase, type TestDatabase, useDatabase } from '#lib/testing/database.ts';
import { everythingStored } from '#lib/testing/everything-stored.ts';
import { secretFinder } from '#lib/testing/find-secrets.ts';
import { activateConnection, connect, createConnection, finishConsent } from './index.ts';

const database = useDatabase();
const strict = useStrictServer();
const elsewhere = new URL('../testing/activate-elsewhere.ts', import.meta.url).pathname;

/** Each with a secret of its own, a grant, and a trip to the consent screen that has not come back. */
async function candidates(member: Person, count: number): Promise<string[]> {
  const ids: string[] = [];
  const make = async (nth: number) => {
    const clientSecret = `canary~secret~${nth}~of~fifty`;
    const { id } = await createConnection(member.ctx, inputFor(strict.server, { clientSecret }));
    const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
    const url = strict.server.consent(authorizeUrl ?? '', mailbox);
    const end = await finishConsent({ url, browserToken: member.browserToken, signedIn: member.signedIn, ip: null });
    await connect(member.ctx, id, member.browserToken);
    expect(end.kind).toBe('granted');
    ids.push(id);
  };
  for (let nth = 0; nth < count; nth += 10)
    await Promise.all(Array.from({ length: 10 }, (_, more) => make(nth + more)));
  return ids;
}

const sealedQuery = `
  select id, client_secret as sealed from connections
  union all select connection_id, refresh_token from grants
  union all select connection_id, token from access_tokens t join grants g on g.id = t.grant_id
  union all select connection_id, unnest(array[code_verifier, nonce]) from consent_attempts`;

/** What is sealed in the database, by the connection it is of. */
async function sealed(): Promise<{ id: string; sealed: string }[]> {
  const rows = await database.asSuperuser<{ id: string; sealed: string | null }>(sealedQuery);
  return rows.flatMap(({ id, sealed: text }) => (text === null ? [] : [{ id, sealed: text }]));
}

it('fifty activated at once, by two processes, leave one active, and of the others no secret in any table', async () => {
  const member = await anAdmin();
  const ids = await candidates(member, 50);
  const before = await sealed();
  expect(before).toHaveLength(50 * 5);

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
  expect(left.map(({ id }) => id)).toEqual(Array(5).fill(active[0]?.id));
  const plain = secretFinder(Object.fromEntries(ids.map((_id, nth) => [`${nth}`, `canary~secret~${nth}~of~fifty`])));
  expect(plain(text)).toEqual([]);

  // Control: a copy that somebody keeps somewhere is found.
  const forgotten = before.find(({ id }) => id !== active[0]?.id)?.sealed ?? '';
  const plant = `insert into audit_events (tenant_id, actor_kind, action, details) values ($1, 'system', 'planted', $2)`;
  await database.asSuperuser(plant, [member.ctx.tenantId, { kept: forgotten, typed: 'canary~secret~7~of~fifty' }]);
  const planted = await everythingStored(database);
  expect(planted.includes(forgotten)).toBe(true);
  expect(plain(planted)).toEqual(['7']);
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
