import { afterEach, describe, expect, it, vi } from 'vitest';
import { listAudit } from '#lib/audit/index.ts';
import { inTenant } from '#lib/db/index.ts';
import type { Person } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { anAccount, aProject, useRevokingServer } from '#lib/testing/revoking.ts';
import { accessToken, createRenewer } from '#lib/tokens/index.ts';
import * as verbs from './index.ts';

const database = useDatabase();
const strict = useRevokingServer();
const { activateConnection, changeConnection, connect, destroyUntouched, getConnection } = verbs;

afterEach(() => vi.restoreAllMocks());

const dayMs = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs);
const columns =
  'client_secret, (select count(*)::int from grants g where g.connection_id = c.id) as grants, (select count(*)::int from consent_attempts a where a.connection_id = c.id) as attempts';
const held = async (id: string) =>
  (await database.asSuperuser(`select ${columns} from connections c where id = $1`, [id]))[0];
const daysLeft = async (member: Person, id: string) => {
  const { removedAt } = await getConnection(member.ctx, id);
  return removedAt && (Date.parse(removedAt) - Date.now()) / dayMs;
};

describe('a candidate that nobody touches for seven days', () => {
  it('is destroyed with its secrets and pending consents, revoked, and told of as done by Mailgrant itself', async () => {
    const one = await strict.granted();
    const { member, id } = one;
    await connect(member.ctx, id, member.browserToken);
    expect(await held(id)).toMatchObject({ client_secret: expect.any(String), grants: 1, attempts: 2 });
    const before = strict.server.liveTokens();

    await destroyUntouched(inDays(6.99));
    expect(await getConnection(member.ctx, id)).toMatchObject({ stage: 'candidate' });
    await destroyUntouched(inDays(7.01));

    expect(await getConnection(member.ctx, id)).toMatchObject({
      stage: 'retired',
      hasClientSecret: false,
      removedAt: null,
    });
    expect(await held(id)).toEqual({ client_secret: null, grants: 0, attempts: 0 });
    expect(strict.server.liveTokens()).toBe(before - 1);
    const system = { kind: 'system', name: 'worker' };
    const [revoked, removed] = (await listAudit(member.ctx)).events;
    expect(removed).toMatchObject({
      action: 'connection.removed',
      actor: system,
      details: { access: 'asked' },
      target: { id },
    });
    expect(revoked).toMatchObject({ action: 'connection.access_revoked', actor: system });
  });

  it('leaves an access that another connection shares', async () => {
    const [account, { first, second }] = [anAccount(), aProject()];
    const other = await strict.granted({ account, clientId: first });
    await activateConnection(other.member.ctx, other.id);
    const one = await strict.granted({ account, clientId: second });
    await destroyUntouched(inDays(8));
    expect(await getConnection(one.member.ctx, one.id)).toMatchObject({
      stage: 'retired',
      lastRevocation: { kind: 'kept' },
    });
    expect(strict.server.revocations).toEqual([]);
  });

  it('keeps nobody else’s waiting where one cannot be destroyed', async () => {
    const [stuck, one] = [await strict.granted(), await strict.granted()];
    const superuser = await database.superuserSession();
    // Its history cannot be written: nothing of it is done.
    await superuser.query(`create function refuse() returns trigger language plpgsql as $$ begin raise 'stuck'; end $$;
      create trigger stuck before insert on grant_events for each row when (new.connection_id = '${stuck.id}')
      execute function refuse()`);
    await destroyUntouched(inDays(8));
    await superuser.query('drop trigger stuck on grant_events');
    expect(await getConnection(stuck.member.ctx, stuck.id)).toMatchObject({
      stage: 'candidate',
      hasClientSecret: true,
    });
    expect(await getConnection(one.member.ctx, one.id)).toMatchObject({ stage: 'retired' });
  });

  it('is left alone where somebody came while it was being looked for', async () => {
    const { member, id } = await strict.granted();
    const superuser = await database.superuserSession();
    await superuser.query('begin');
    await superuser.query('update connections set touched_at = now() + interval $$2 days$$ where id = $1', [id]);
    const sweep = destroyUntouched(inDays(8));
    const waiting =
      "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and query like '%for update%'";
    await vi.waitFor(async () => expect(await database.asSuperuser(waiting)).toEqual([{ n: 1 }]), { timeout: 4000 });
    await superuser.query('commit');
    await sweep;
    expect(await getConnection(member.ctx, id)).toMatchObject({ stage: 'candidate', hasClientSecret: true });
  });

  it('is not what is at work: that stays however long nobody touches it', async () => {
    const { member, id } = await strict.granted();
    await activateConnection(member.ctx, id);
    await destroyUntouched(inDays(400));
    expect(await getConnection(member.ctx, id)).toMatchObject({ stage: 'active', removedAt: null, grant: {} });
    // Disconnected it is a candidate, with seven days from now on.
    await verbs.disconnect(member.ctx, id);
    expect(await daysLeft(member, id)).toBeCloseTo(7, 2);
  });
});

type Act = (member: Person, id: string) => Promise<unknown>;

describe('its seven days', () => {
  const ago = (id: string) =>
    database.asSuperuser(
      `update connections set touched_at = now() - interval '5 days', updated_at = now() - interval '5 days' where id = $1`,
      [id],
    );

  it.each<[string, Act]>([
    ['a change', ({ ctx }, id) => changeConnection(ctx, id, { senderName: 'Another' })],
    ['a trip to the consent screen', ({ ctx, browserToken }, id) => connect(ctx, id, browserToken)],
    ['a test', ({ ctx }, id) => verbs.sendTestEmail(ctx, id, 'alex@contoso.com')],
    ['a refresh', ({ ctx }, id) => verbs.refreshNow(ctx, id)],
    [
      'another secret',
      ({ ctx }, id) => verbs.replaceSecret(ctx, id, { clientSecret: 'x', clientSecretExpiresAt: null }),
    ],
    ['a consent that is refused', (member, id) => strict.consentTo({ member, id }, anAccount())],
  ])('begin anew with %s', async (_what, act) => {
    const { member, id } = await strict.granted();
    await ago(id);
    expect(await daysLeft(member, id)).toBeCloseTo(2, 2);
    await act(member, id);
    expect(await daysLeft(member, id)).toBeCloseTo(7, 2);
  });

  it.each<[string, Act]>([
    ['opening it', ({ ctx }, id) => getConnection(ctx, id)],
    ['a list', ({ ctx }) => verbs.listConnections(ctx)],
    ['a change that changes nothing', ({ ctx }, id) => changeConnection(ctx, id, { senderName: 'Contoso Reports' })],
    ['a renewal that fails', failing],
    ['the worker’s rounds', rounds],
  ])('go on with %s', async (_what, act) => {
    const { member, id } = await strict.granted();
    await ago(id);
    await act(member, id);
    expect(await daysLeft(member, id)).toBeCloseTo(2, 2);
  });

  /** What is found changes the connection: the last change of its row is no touch. */
  async function failing({ ctx }: Person, id: string): Promise<void> {
    strict.server.intervene(async (_asked, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'invalid_client', error_description: 'invalid' }));
      return 'handled';
    });
    await accessToken(ctx.tenantId, id, { obtainedAfter: new Date() });
    expect(await getConnection(ctx, id)).toMatchObject({ health: 'invalid' });
  }

  async function rounds({ ctx }: Person, id: string): Promise<void> {
    await inTenant(ctx.tenantId, (tx) => tx.grant.updateMany({ data: { nextRefreshAt: new Date(0) } }));
    const generation = async () => (await getConnection(ctx, id)).grant?.lastRefreshAt;
    const before = await generation();
    const renewer = createRenewer();
    await renewer.renewDue();
    await renewer.settled();
    // Control: it was renewed.
    expect(await generation()).not.toBe(before);
  }
});
