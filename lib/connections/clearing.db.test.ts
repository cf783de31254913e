import { expect, it } from 'vitest';
import { DELETE } from '#app/api/v1/connections/route.ts';
import { listAudit } from '#lib/audit/index.ts';
import { aRequest, params } from '#lib/testing/a-request.ts';
import { anAdmin, aPerson, type Person } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { anAccount, aProject, useRevokingServer } from '#lib/testing/revoking.ts';
import {
  activateConnection,
  applyConnection,
  clearConnections,
  connect,
  createConnection,
  discardConnection,
  foreseeClearing,
  getConnection,
  listConnections,
} from './index.ts';

const database = useDatabase();
const strict = useRevokingServer();
const { granted } = strict;

/** An active connection, one of the same access beside it, and one that nobody has consented to. */
async function aTenantWithThree(member: Person) {
  const [account, { first, second }] = [anAccount(), aProject()];
  const active = await granted({ member, account, clientId: first });
  await activateConnection(member.ctx, active.id);
  const sibling = await granted({ member, account, clientId: second });
  const { id: bare } = await createConnection(member.ctx, strict.input());
  await connect(member.ctx, bare, member.browserToken);
  return { active: active.id, sibling: sibling.id, bare };
}

/** Everything of a tenant's that opens something. */
const secretsOf = async ({ ctx }: Person) =>
  (
    await database.asSuperuser<{ n: number }>(
      `select ((select count(client_secret) from connections where tenant_id = $1)
        + (select count(*) from grants where tenant_id = $1) + (select count(*) from access_tokens where tenant_id = $1)
        + (select count(*) from consent_attempts where tenant_id = $1 and code_verifier is not null)
        + (select count(secrets) from revocations where tenant_id = $1))::int as n`,
      [ctx.tenantId],
    )
  )[0]?.n;

it('says beforehand what goes, then takes all of it: nothing active, no secret left, every access revoked', async () => {
  const [member, other] = [await anAdmin(), await granted()];
  const { active, sibling, bare } = await aTenantWithThree(member);
  const before = strict.server.liveTokens();
  expect(await secretsOf(member)).toBe(3 + 2 + 2 + 1);
  const named = [
    { id: active, stage: 'active', senderAddress: 'reports@contoso.com' },
    { id: bare, stage: 'candidate' },
    { id: sibling, stage: 'candidate' },
  ];
  // The two that share an access leave together: neither keeps it.
  const access = ['revoked', 'none', 'revoked'];
  const forecast = await foreseeClearing(member.ctx);
  expect(forecast).toMatchObject({ connections: named.map((one, index) => ({ ...one, access: access[index] })) });

  const cleared = await clearConnections(member.ctx);

  expect(cleared).toMatchObject({ connections: named });
  expect(cleared.connections.map(({ revocation }) => revocation?.kind)).toEqual(['revoked', undefined, 'revoked']);
  expect(await listConnections(member.ctx)).toEqual([]);
  expect(await secretsOf(member)).toBe(0);
  expect(strict.server.liveTokens()).toBe(before - 2);
  const { events } = await listAudit(member.ctx);
  expect(events.filter(({ action }) => action === 'connection.cleared')).toHaveLength(3);
  // Control: another tenant's is where it was. And a second time there is nothing to take.
  expect(await getConnection(other.member.ctx, other.id)).toMatchObject({ hasClientSecret: true, grant: {} });
  expect(await clearConnections(member.ctx)).toEqual({ connections: [] });
});

it('keeps an access that somebody else of the installation uses, and says so before and after', async () => {
  const [account, { first, second }] = [anAccount(), aProject()];
  const one = await granted({ account, clientId: first });
  await granted({ account, clientId: second });
  expect(await foreseeClearing(one.member.ctx)).toMatchObject({ connections: [{ access: 'kept' }] });
  expect(await clearConnections(one.member.ctx)).toMatchObject({ connections: [{ revocation: { kind: 'kept' } }] });
  expect(strict.server.revocations).toEqual([]);
});

it('takes all or nothing', async () => {
  const member = await anAdmin();
  const { sibling } = await aTenantWithThree(member);
  const held = await secretsOf(member);
  const superuser = await database.superuserSession();
  await superuser.query(`create function refuse() returns trigger language plpgsql as $$ begin raise 'stuck'; end $$;
    create trigger stuck before insert on grant_events for each row when (new.connection_id = '${sibling}')
    execute function refuse()`);
  await expect(clearConnections(member.ctx)).rejects.toThrow('stuck');
  await superuser.query('drop trigger stuck on grant_events');
  expect(await secretsOf(member)).toBe(held);
  expect((await listConnections(member.ctx))[0]).toMatchObject({ stage: 'active', hasClientSecret: true });
  expect(strict.server.revocations).toEqual([]);
});

it('lets two tenants leave at once who share several accesses', async () => {
  const [one, other] = [await anAdmin(), await anAdmin()];
  const shared = Array.from({ length: 4 }, () => ({ account: anAccount(), ...aProject() }));
  for (const { account, first } of shared) await granted({ member: one, account, clientId: first });
  // By the age of their connections they would meet the accesses the other way round.
  for (const { account, second } of shared.toReversed()) await granted({ member: other, account, clientId: second });
  const before = strict.server.liveTokens();
  const both = await Promise.all([clearConnections(one.ctx), clearConnections(other.ctx)]);
  expect(both.map(({ connections }) => connections.length)).toEqual([4, 4]);
  expect(strict.server.liveTokens()).toBe(before - 8);
});

/** Candidates as somebody might have made them before they were limited. */
const make = (member: Person, count: number) =>
  database.asSuperuser(
    `insert into connections (tenant_id, provider, grant_kind, transport, sender_name, sender_address, client_id, settings)
      select $1, 'microsoft', 'client_credentials', 'graph', 'S', 's@example.com', gen_random_uuid(), '{"directoryId": "d"}'
        from generate_series(1, $2::int)`,
    [member.ctx.tenantId, count],
  );

it('takes a thousand too: what it asks the database does not grow with each of them', async () => {
  const member = await anAdmin();
  await make(member, 1000);
  expect((await foreseeClearing(member.ctx)).connections).toHaveLength(1000);
  expect((await clearConnections(member.ctx)).connections).toHaveLength(1000);
  expect(await listConnections(member.ctx)).toEqual([]);
  const [told] = await database.asSuperuser(
    `select count(*)::int as n, count(distinct target_name)::int as names from audit_events where tenant_id = $1`,
    [member.ctx.tenantId],
  );
  expect(told).toEqual({ n: 1000, names: 1 });
});

it('leaves little to take: fifty candidates, and not one more, however many come at once', async () => {
  const member = await anAdmin();
  await make(member, 48);
  const come = () => createConnection(member.ctx, strict.input());
  const came = await Promise.allSettled(Array.from({ length: 6 }, come));
  expect(came.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  await expect(
    applyConnection(member.ctx, strict.input({ senderAddress: 'alerts@contoso.com' })),
  ).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Discard one of them'),
  });
  const [one] = await listConnections(member.ctx);
  await discardConnection(member.ctx, one?.id ?? '');
  expect(await come()).toMatchObject({ stage: 'candidate' });
});

it('is done by administrators alone, and by nobody who only lost the id of one connection', async () => {
  const member = await anAdmin();
  const { id } = await createConnection(member.ctx, strict.input());
  const { tenantId, tenantSlug } = member.ctx;
  const analyst = await aPerson({ id: tenantId, slug: tenantSlug }, 'analyst');
  await expect(clearConnections(analyst.ctx)).rejects.toMatchObject({ code: 'forbidden' });
  const ask = (query: string) =>
    DELETE(
      aRequest(`/api/v1/connections${query}`, { method: 'DELETE', session: member.token, tenant: tenantSlug }),
      params({}),
    );
  const refusal = await ask('');
  expect([refusal.status, await refusal.json()]).toMatchObject([422, { errors: [{ path: 'clear' }] }]);
  expect(await getConnection(member.ctx, id)).toMatchObject({ stage: 'candidate' });
  expect((await ask('?clear=everything')).status).toBe(200);
});
