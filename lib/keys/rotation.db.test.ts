import { expect, it, onTestFinished } from 'vitest';
import { listAudit } from '#lib/audit/index.ts';
import { activateConnection, connect, createConnection, finishConsent } from '#lib/connections/index.ts';
import { kidOf } from '#lib/crypto/index.ts';
import { isPassingDatabaseError } from '#lib/db/index.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { columnsCalledSealed } from '#lib/testing/columns-called-sealed.ts';
import { mailbox } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { useRevokingServer } from '#lib/testing/revoking.ts';
import { accessToken } from '#lib/tokens/index.ts';
import { createWebhook, replaceWebhookSecret } from '#lib/webhooks/index.ts';
import { continueRotation, keysStatus, retireKey, rotateKeys } from './index.ts';
import { resealTenant } from './reseal-tenant.ts';
import { sealedColumns } from './sealed-columns.ts';

const database = useDatabase();
const strict = useRevokingServer();
const operator = { kind: 'operator', name: 'root' } as const;
const never = new AbortController().signal;

/** A connection with all that may be sealed but what is being revoked. */
async function connected(member: Person): Promise<string> {
  const proxy = { kind: 'http', host: 'proxy.example.com', port: 3128, userName: 'relay', uses: ['mail'] } as const;
  const input = strict.input({
    clientSecret: 'abc8Q~canary',
    proxy: { ...proxy, uses: ['mail'], password: 'hunter2' },
  });
  const { id } = await createConnection(member.ctx, input);
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  const url = strict.server.consent(authorizeUrl ?? '', mailbox);
  await finishConsent({ url, browserToken: member.browserToken, signedIn: member.signedIn, ip: null });
  await connect(member.ctx, id, member.browserToken);
  return id;
}

/** The key of each sealed value of the tenant, by column. */
async function kids({ ctx }: Person): Promise<Record<string, (string | null)[]>> {
  const found: Record<string, (string | null)[]> = {};
  for (const { table, column } of sealedColumns) {
    const rows = await database.asSuperuser<{ sealed: string }>(
      `select ${column} as sealed from ${table} where tenant_id = $1 and ${column} is not null`,
      [ctx.tenantId],
    );
    if (rows.length > 0) found[`${table}.${column}`] = rows.map(({ sealed }) => kidOf(sealed));
  }
  return found;
}

const seals = async () => new Map((await keysStatus()).keys.map(({ kid, seals, state }) => [kid, { seals, state }]));

it('seals anew every column that the schema calls sealed, at its place, and all of it opens afterwards', async () => {
  const member = await anAdmin();
  const [first, second] = [await connected(member), await connected(member)];
  await activateConnection(member.ctx, first);
  const { webhook } = await createWebhook(member.ctx, { url: 'https://example.com/hook', events: ['secret.expiring'] });
  await replaceWebhookSecret(member.ctx, webhook.id);
  let [before, after] = [{}, {}];
  strict.server.interveneInRevoking(async () => {
    before = await kids(member);
    const { dataKey } = await rotateKeys(operator);
    expect(dataKey).toBe('d2');
    await continueRotation(never);
    after = await kids(member);
    return 'answer';
  });

  // Forgets the first, which is revoked meanwhile.
  await activateConnection(member.ctx, second);

  expect(Object.keys(before).sort()).toEqual(columnsCalledSealed().sort());
  expect(new Set(Object.values(before).flat())).toEqual(new Set(['d1']));
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(new Set(Object.values(after).flat())).toEqual(new Set(['d2']));
  expect(await keysStatus()).toMatchObject({ unreadable: [], rotation: { beganBy: 'root', isThrough: true } });
  expect(await accessToken(member.ctx.tenantId, second)).toMatchObject({ token: expect.anything() });

  expect(await retireKey(operator, 'd1')).toMatchObject({ kid: 'd1', isRemoved: true });
  expect([...(await seals()).keys()]).toEqual(['test', 'd2']);
  expect(await accessToken(member.ctx.tenantId, second)).toMatchObject({ token: expect.anything() });
  const { events } = await listAudit(member.ctx);
  const ours = events.filter(({ action }) => action.startsWith('keys.'));
  expect(ours.map(({ action, actor, targetName, details }) => [action, actor.name, targetName, details])).toEqual([
    ['keys.retired', 'root', 'd1', {}],
    ['keys.rotated', 'root', 'd2', { before: 'd1', operatorKey: 'test' }],
  ]);
});

it('goes on where it was interrupted, and leaves to the next time what somebody holds', async () => {
  const member = await anAdmin();
  const id = await connected(member);
  const { dataKey } = await rotateKeys(operator);
  const interrupted = new AbortController();
  interrupted.abort();
  await continueRotation(interrupted.signal);
  expect((await kids(member))['connections.client_secret']).not.toEqual([dataKey]);

  const holder = await database.superuserSession();
  await holder.query('begin');
  await holder.query('select from connections where id = $1 for update', [id]);
  await continueRotation(never);
  const held = await kids(member);
  expect([held['grants.refresh_token'], held['connections.client_secret']]).toEqual([
    [dataKey],
    expect.not.arrayContaining([dataKey]),
  ]);
  await expect(rotateKeys(operator)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(member.ctx.tenantSlug),
  });

  await holder.query('commit');
  await continueRotation(never);
  expect(new Set(Object.values(await kids(member)).flat())).toEqual(new Set([dataKey]));
  expect((await keysStatus()).rotation?.isThrough).toBe(true);
});

it('that another rotation overtakes says nothing of what that one has left to do', async () => {
  const member = await anAdmin();
  await connected(member);
  await rotateKeys(operator);
  await continueRotation(never);
  const holder = await database.superuserSession();
  await holder.query('begin');
  await holder.query(`select pg_advisory_xact_lock(hashtextextended('tenant ' || $1, 0))`, [member.ctx.tenantId]);
  const waiting = `select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted`;
  // One behind the other: its first look is by the key before, and those that follow by the new one.
  const overtaken = resealTenant(member.ctx.tenantId, never);
  await expect.poll(() => database.asSuperuser(waiting)).toEqual([{ n: 1 }]);
  const rotated = rotateKeys(operator);
  await expect.poll(() => database.asSuperuser(waiting)).toEqual([{ n: 2 }]);
  await holder.query('commit');
  const [{ dataKey }] = await Promise.all([rotated, overtaken]);
  await continueRotation(never);
  expect(new Set(Object.values(await kids(member)).flat())).toEqual(new Set([dataKey]));
});

it('gives a tenant its key later where work goes on in it', async () => {
  const member = await anAdmin();
  const holder = await database.superuserSession();
  await holder.query('begin');
  await holder.query(`select pg_advisory_xact_lock_shared(hashtextextended('tenant ' || $1, 0))`, [
    member.ctx.tenantId,
  ]);
  expect(await rotateKeys(operator)).toMatchObject({ later: 1 });
  await expect(continueRotation(never)).rejects.toSatisfy(isPassingDatabaseError);
  await holder.query('commit');
  await continueRotation(never);
  expect((await keysStatus()).rotation?.isThrough).toBe(true);
});

it('leaves alone and names what no key opens, and keeps the key that it says it was sealed by', async () => {
  const member = await anAdmin();
  const id = await connected(member);
  const kid = [...new Set(Object.values(await kids(member)).flat())][0] ?? '';
  const damage = `update connections set client_secret = overlay(client_secret placing 'AAAA' from 30) where id = $1 returning client_secret`;
  const [damaged] = await database.asSuperuser<{ client_secret: string }>(damage, [id]);
  onTestFinished(
    () => database.asSuperuser('update connections set client_secret = null where id = $1', [id]) as never,
  );
  await rotateKeys(operator);
  await continueRotation(never);

  const value = { tenant: member.ctx.tenantSlug, table: 'connections', column: 'client_secret', row: id, kid };
  expect(await keysStatus()).toMatchObject({ unreadable: [value], rotation: { isThrough: true } });
  expect((await seals()).get(kid)).toEqual({ seals: 1, state: 'in_use' });
  await expect(retireKey(operator, kid)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(`1 values are sealed by it, such as client_secret of connections ${id}`),
  });
  expect(await database.asSuperuser('select client_secret from connections where id = $1', [id])).toEqual([damaged]);
});

it('retires neither the key in use nor one that is not there', async () => {
  const current = [...(await seals())].find(([kid, { state }]) => state === 'current' && kid !== 'test')?.[0] ?? '';
  await expect(retireKey(operator, current)).rejects.toMatchObject({
    message: expect.stringContaining('Rotate first'),
  });
  await expect(retireKey(operator, 'test')).rejects.toMatchObject({ message: expect.stringContaining('wraps every') });
  await expect(retireKey(operator, 'd99')).rejects.toMatchObject({ code: 'not_found' });
});
