import { expect, it } from 'vitest';
import { type AuditEventView, listAudit } from '#lib/audit/index.ts';
import { aPerson, aTenant, type Person, personPassword } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { addMember, closeSession, findMemberContext, findSession, openSession, signIn } from './index.ts';

const database = useDatabase();
const ip = '203.0.113.9';
const place = { ip, deviceToken: null };

/** The log of the person's tenant, oldest first. */
async function told({ ctx }: Person): Promise<AuditEventView[]> {
  return (await listAudit(ctx)).events.toReversed();
}

/** A wrong password, and the wait until it is counted: nobody who signs in waits for that. */
async function refuse({ email, userId }: Person): Promise<void> {
  const counted = async () => {
    const count = 'select coalesce(sum(untold), 0)::int + count(told_at)::int * 1000 as n from sign_in_refusals';
    return (await database.asSuperuser(`${count} where user_id = $1`, [userId]))[0]?.n;
  };
  const before = await counted();
  expect(await signIn(email, 'wrong password', place)).toBeNull();
  await expect.poll(counted).not.toBe(before);
}

const open = async ({ email }: Person, previousToken: string | null = null) => {
  const user = await signIn(email, personPassword, place);
  if (!user) throw new Error('Refused.');
  return openSession(user, { ...place, previousToken, userAgent: 'Browser' });
};

it('tells every tenant of the person, with address and name, and no other tenant', async () => {
  const [ours, theirs, strange] = [await aTenant(), await aTenant(), await aTenant()];
  const { admin } = ours;
  await addMember({ tenantId: theirs.id, userId: admin.userId, role: 'viewer' });

  const { token, sessionId } = await open(admin);
  await closeSession(token, ip);

  const target = { kind: 'user', id: admin.userId };
  const actor = { kind: 'user', id: admin.userId, name: 'The admin' };
  for (const tenant of [ours, theirs]) {
    expect(await told(tenant.admin)).toMatchObject([
      { action: 'session.began', actor, target, targetName: admin.email, ip, details: {} },
      { action: 'session.ended', actor, target, targetName: admin.email, ip },
    ]);
  }
  expect(await told(strange.admin)).toEqual([]);
  expect(JSON.stringify(await told(ours.admin))).not.toContain(sessionId);
});

it('tells of the end of a session once, and of none that never was', async () => {
  const { admin } = await aTenant();
  const { token } = await open(admin);
  await Promise.all([closeSession(token, ip), closeSession(token, ip), closeSession(token, ip)]);
  await closeSession(token, ip);
  await closeSession('A'.repeat(43), ip);
  expect((await told(admin)).map(({ action }) => action)).toEqual(['session.began', 'session.ended']);
});

it('tells of refusals once in a quarter of an hour, and counts the others into the next entry', async () => {
  const { admin } = await aTenant();
  for (let round = 0; round < 4; round++) await refuse(admin);
  expect(await told(admin)).toMatchObject([
    {
      action: 'session.refused',
      actor: { kind: 'system', id: null, name: 'sign_in' },
      target: { kind: 'user', id: admin.userId },
      targetName: admin.email,
      ip,
      details: { times: 1 },
    },
  ]);

  await database.asSuperuser(
    "update sign_in_refusals set told_at = told_at - interval '15 minutes' where user_id = $1",
    [admin.userId],
  );
  await refuse(admin);

  expect((await told(admin)).map(({ details }) => details)).toMatchObject([{ times: 1 }, { times: 4 }]);
});

it('writes one entry of 20 refusals at once', async () => {
  const { admin } = await aTenant();
  const from = (caller: number) => ({ ...place, ip: `198.51.100.${caller}` });
  await Promise.all(Array.from({ length: 20 }, (_, caller) => signIn(admin.email, 'wrong password', from(caller))));
  const untold = async () =>
    (await database.asSuperuser('select untold from sign_in_refusals where user_id = $1', [admin.userId]))[0]?.untold;
  await expect.poll(untold).toBe(19);
  expect((await told(admin)).map(({ action }) => action)).toEqual(['session.refused']);
});

it('tells at sign-in how many were refused since the last entry', async () => {
  const { admin } = await aTenant();
  for (let round = 0; round < 3; round++) await refuse(admin);
  await open(admin);
  await open(admin);
  expect((await told(admin)).map(({ action, details }) => [action, details])).toEqual([
    ['session.refused', { reason: 'wrong_password', times: 1 }],
    ['session.began', { refusedBefore: 2 }],
    ['session.began', {}],
  ]);
});

it('tells of each refusal once, of many sign-ins at once', async () => {
  const { admin } = await aTenant();
  await database.asSuperuser('insert into sign_in_refusals (user_id, untold) values ($1, 3)', [admin.userId]);
  const user = { id: admin.userId, email: admin.email, name: 'The admin' };
  const client = await database.superuserSession();
  // All come as far as they can, before any of them may write.
  await client.query('begin');
  await client.query('select from sign_in_refusals where user_id = $1 for update', [admin.userId]);
  const opened = Array.from({ length: 4 }, () => openSession(user, { ...place, previousToken: null, userAgent: null }));
  const waiting = () =>
    database.asSuperuser(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ~ $1",
      ['sign_in_refusals'],
    );
  await expect.poll(waiting).toHaveLength(4);
  await client.query('commit');
  await Promise.all(opened);

  const counts = (await told(admin)).map(({ details }) => details.refusedBefore ?? 0);
  expect(counts.toSorted()).toEqual([0, 0, 0, 3]);
  const rows = await database.asSuperuser('select untold from sign_in_refusals where user_id = $1', [admin.userId]);
  expect(rows).toEqual([{ untold: 0 }]);
});

it('ends what the browser had, and begins nothing where the log cannot be written', async () => {
  const tenant = await aTenant();
  const { admin } = tenant;
  const first = await open(admin);
  const second = await open(admin, first.token);
  expect(await findSession(first.token)).toBeNull();

  await database.asSuperuser(
    "alter table audit_events add constraint full_up check (action <> 'session.began') not valid",
  );
  await expect(open(admin, second.token)).rejects.toThrow();
  await database.asSuperuser('alter table audit_events drop constraint full_up');

  expect(await findSession(second.token)).not.toBeNull();
  const rows = await database.asSuperuser(
    'select count(*)::int as live from sessions where user_id = $1 and revoked_at is null',
    [admin.userId],
  );
  expect(rows).toEqual([{ live: 2 }]);
});

it('lets in who belongs to no tenant (yet), telling nobody', async () => {
  const tenant = await aTenant();
  const person = await aPerson(tenant, 'viewer');
  await database.asSuperuser('delete from memberships where user_id = $1', [person.userId]);
  const { token } = await open(person);
  const session = await findSession(token);
  expect(session && (await findMemberContext(session, tenant.slug, ip))).toBeNull();
  expect(await told(tenant.admin)).toEqual([]);
});
