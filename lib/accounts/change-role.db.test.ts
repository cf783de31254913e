import { expect, it } from 'vitest';
import { listAudit } from '#lib/audit/index.ts';
import { aPerson, aTenant } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { changeRole, createApiKey, findApiKey, listApiKeys, listMembers, type Scope } from './index.ts';

const database = useDatabase();

it('leaves one administrator when two demote each other at once', async () => {
  for (let round = 0; round < 12; round += 1) {
    const tenant = await aTenant();
    const second = await aPerson(tenant, 'admin');
    const ends = await Promise.allSettled([
      changeRole(tenant.admin.ctx, { userId: second.userId, role: 'viewer' }),
      changeRole(second.ctx, { userId: tenant.admin.userId, role: 'viewer' }),
    ]);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const winner = ends[0]?.status === 'fulfilled' ? tenant.admin : second;
    const members = await listMembers(winner.ctx);
    expect(members.filter(({ role }) => role === 'admin')).toHaveLength(1);
  }
});

it('ends the keys of who is demoted that may do more than the new role, and no others', async () => {
  const tenant = await aTenant();
  const second = await aPerson(tenant, 'admin');
  const make = async (maker: typeof second, name: string, scopes: Scope[]) =>
    (await createApiKey(maker.ctx, { name, scopes })).key;
  const may = await make(second, 'Tests', ['connections:read', 'connections:test']);
  const beyond = await make(second, 'Setter', ['connections:read', 'connections:admin']);
  const wide = await make(second, 'Keys', ['keys:admin']);
  const anothers = await make(tenant.admin, 'Setter of another', ['connections:admin']);

  const changed = await changeRole(tenant.admin.ctx, { userId: second.userId, role: 'analyst' });

  expect(changed).toMatchObject({ userId: second.userId, role: 'analyst', revokedKeys: 2 });
  expect(await findApiKey(beyond, null)).toBeNull();
  expect(await findApiKey(wide, null)).toBeNull();
  expect(await findApiKey(may, null)).not.toBeNull();
  expect(await findApiKey(anothers, null)).not.toBeNull();
  const { events } = await listAudit(tenant.admin.ctx, { limit: 3 });
  const actor = { id: tenant.admin.userId };
  const details = { from: 'admin', role: 'analyst', revokedKeys: 2 };
  expect(events[0]).toMatchObject({ action: 'member.role_changed', targetName: second.email, actor, details });
  for (const event of events.slice(1)) expect(event).toMatchObject({ action: 'api_key.revoked', actor });
  expect(
    events
      .slice(1)
      .map(({ targetName }) => targetName)
      .toSorted(),
  ).toEqual(['Keys', 'Setter']);
});

it('leaves the keys alone where the role stays or grows', async () => {
  const { admin, viewer } = await aTenant();
  expect(await changeRole(admin.ctx, { userId: viewer.userId, role: 'viewer' })).toMatchObject({ revokedKeys: 0 });
  expect(await changeRole(admin.ctx, { userId: viewer.userId, role: 'admin' })).toMatchObject({ revokedKeys: 0 });
});

it('lets no key be made by who is demoted while asking for it', async () => {
  const tenant = await aTenant();
  const second = await aPerson(tenant, 'admin');
  const demoting = await database.superuserSession();
  await demoting.query('begin');
  await demoting.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`roles ${tenant.id}`]);
  await demoting.query("update memberships set role = 'viewer' where user_id = $1", [second.userId]);

  const making = createApiKey(second.ctx, { name: 'Late', scopes: ['connections:admin'] });
  const refused = expect(making).rejects.toMatchObject({ code: 'forbidden' });
  const waiting = `select from pg_locks join pg_database on pg_database.oid = pg_locks.database
    where datname = current_database() and locktype = 'advisory' and not granted`;
  await expect.poll(async () => (await demoting.query(waiting)).rowCount).toBe(1);
  await demoting.query('commit');

  await refused;
  expect(await listApiKeys(tenant.admin.ctx)).toEqual([]);
});
