import pg from 'pg';
import { expect, it, vi } from 'vitest';
import { type AuditEventView, listAudit } from '#lib/audit/index.ts';
import { aPerson, aTenant, type Person, personPassword } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { addMember, closeSession, findMemberContext, findSession, openSession, signIn } from './index.ts';

const database = useDatabase();
const ip = '203.0.113.9';

async function sql(text: string, values: unknown[]): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  try {
    return await client.query(text, values);
  } finally {
    await client.end();
  }
}

/** The log of the person's tenant, oldest first. */
async function told({ ctx }: Person): Promise<AuditEventView[]> {
  return (await listAudit(ctx)).events.toReversed();
}

/** A wrong password, and the wait until it is counted: nobody who signs in waits for that. */
async function refuse({ email, userId }: Person): Promise<void> {
  const counted = async () =>
    (
      await sql(
        'select coalesce(sum(untold), 0)::int + count(told_at)::int * 1000 as n from sign_in_refusals where user_id = $1',
        [userId],
      )
    ).rows[0].n;
  const before = await counted();
  expect(await signIn(email, 'wrong password', ip)).toBeNull();
  await vi.waitFor(async () => expect(await counted()).not.toBe(before), { timeout: 4000 });
}

const open = async ({ email }: Person, previousToken: string | null = null) => {
  const user = await signIn(email, personPassword, ip);
  if (!user) throw new Error('Refused.');
  return openSession(user, { previousToken, userAgent: 'Browser', ip });
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
      actor: { kind: 'system', id: null, name: 'Sign-in' },
      target: { kind: 'user', id: admin.userId },
      targetName: admin.email,
      ip,
      details: { times: 1 },
    },
  ]);

  await sql("update sign_in_refusals set told_at = told_at - interval '15 minutes' where user_id = $1", [admin.userId]);
  await refuse(admin);

  expect((await told(admin)).map(({ details }) => details)).toEqual([{ times: 1 }, { times: 4 }]);
});

it('writes one entry of 20 refusals at once', async () => {
  const { admin } = await aTenant();
  await Promise.all(Array.from({ length: 20 }, () => signIn(admin.email, 'wrong password', ip)));
  const untold = async () =>
    (await sql('select untold from sign_in_refusals where user_id = $1', [admin.userId])).rows[0]?.untold;
  await vi.waitFor(async () => expect(await untold()).toBe(19), { timeout: 8000 });
  expect((await told(admin)).map(({ action }) => action)).toEqual(['session.refused']);
});

it('tells at sign-in how many were refused since the last entry', async () => {
  const { admin } = await aTenant();
  for (let round = 0; round < 3; round++) await refuse(admin);
  await open(admin);
  await open(admin);
  expect((await told(admin)).map(({ action, details }) => [action, details])).toEqual([
    ['session.refused', { times: 1 }],
    ['session.began', { refusedBefore: 2 }],
    ['session.began', {}],
  ]);
});

it('ends what the browser had, and begins nothing where the log cannot be written', async () => {
  const tenant = await aTenant();
  const { admin } = tenant;
  const first = await open(admin);
  const second = await open(admin, first.token);
  expect(await findSession(first.token)).toBeNull();

  await sql("alter table audit_events add constraint full_up check (action <> 'session.began') not valid", []);
  await expect(open(admin, second.token)).rejects.toThrow();
  await sql('alter table audit_events drop constraint full_up', []);

  expect(await findSession(second.token)).not.toBeNull();
  const { rows } = await sql('select count(*)::int as live from sessions where user_id = $1 and revoked_at is null', [
    admin.userId,
  ]);
  expect(rows).toEqual([{ live: 2 }]);
});

it('lets in who belongs to no tenant (yet), telling nobody', async () => {
  const tenant = await aTenant();
  const person = await aPerson(tenant, 'viewer');
  await sql('delete from memberships where user_id = $1', [person.userId]);
  const { token } = await open(person);
  const session = await findSession(token);
  expect(session && (await findMemberContext(session, tenant.slug, ip))).toBeNull();
  expect(await told(tenant.admin)).toEqual([]);
});
