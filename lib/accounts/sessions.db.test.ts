import { describe, expect, it } from 'vitest';
import {
  changeRole,
  createApiKey,
  findApiKey,
  findMemberContext,
  findSession,
  listMembers,
  revokeSession,
  startSession,
  tenantsOf,
} from '#lib/accounts/index.ts';
import { aPerson, aTenant } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';

const database = useDatabase();

describe('a session', () => {
  it('is found by its token only, and the table does not hold the token', async () => {
    const { admin } = await aTenant();
    expect(await findSession(admin.token)).toMatchObject({ userId: admin.userId, email: admin.email });
    expect(await findSession(admin.token.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')))).toBeNull();
    expect(await findSession('')).toBeNull();

    const [row] = await database.asSuperuser('select s::text as row from sessions s where user_id = $1', [
      admin.userId,
    ]);
    expect(row?.row).not.toContain(admin.token);
    expect(row?.row).not.toContain(Buffer.from(admin.token, 'base64url').toString('hex'));
  });

  it('ends 30 days after sign-in, however much it is used', async () => {
    const { admin } = await aTenant();
    await database.asSuperuser("update sessions set expires_at = now() - interval '1 second' where user_id = $1", [
      admin.userId,
    ]);
    expect(await findSession(admin.token)).toBeNull();
  });

  it('ends when nobody used it for 7 days', async () => {
    const { admin } = await aTenant();
    const seen = (age: string) =>
      database.asSuperuser('update sessions set last_seen_at = now() - $2::interval where user_id = $1', [
        admin.userId,
        age,
      ]);
    await seen('6 days 23 hours');
    expect(await findSession(admin.token)).not.toBeNull();
    await seen('7 days 1 second');
    expect(await findSession(admin.token)).toBeNull();
  });

  it('ends when the person is disabled', async () => {
    const { admin } = await aTenant();
    await database.asSuperuser('update users set disabled_at = now() where id = $1', [admin.userId]);
    expect(await findSession(admin.token)).toBeNull();
  });

  it('ends at once when it is revoked, and no other with it', async () => {
    const { admin } = await aTenant();
    const other = await startSession(admin.userId, 'Another browser');
    await revokeSession(admin.token);
    expect(await findSession(admin.token)).toBeNull();
    expect(await findSession(other.token)).not.toBeNull();
  });

  it('writes when it was last seen at most every five minutes', async () => {
    const { admin } = await aTenant();
    const lastSeen = async () => {
      const seen = 'select last_seen_at as at from sessions where user_id = $1';
      return (await database.asSuperuser<{ at: Date }>(seen, [admin.userId]))[0]?.at.getTime() ?? Number.NaN;
    };
    const before = await lastSeen();
    await findSession(admin.token);
    expect(await lastSeen()).toEqual(before);

    await database.asSuperuser("update sessions set last_seen_at = now() - interval '6 minutes' where user_id = $1", [
      admin.userId,
    ]);
    await findSession(admin.token);
    expect(await lastSeen()).toBeGreaterThanOrEqual(before);
  });
});

describe('a role (W9)', () => {
  it('changes together with the end of every session that began under the old one', async () => {
    const tenant = await aTenant();
    const { admin, analyst } = tenant;
    const second = await startSession(analyst.userId, null);

    await changeRole(admin.ctx, { userId: analyst.userId, role: 'viewer' });

    expect(await findSession(analyst.token)).toBeNull();
    expect(await findSession(second.token)).toBeNull();
    expect(await findSession(admin.token)).not.toBeNull();
    const fresh = await findSession((await startSession(analyst.userId, null)).token);
    const ctx = fresh && (await findMemberContext(fresh, tenant.slug, null));
    expect(ctx?.actor).toMatchObject({ role: 'viewer' });
    const entries = await database.asSuperuser(
      "select details from audit_events where action = 'member.role_changed' and tenant_id = $1",
      [tenant.id],
    );
    expect(entries).toEqual([{ details: { from: 'analyst', role: 'viewer', revokedKeys: 0 } }]);
  });

  it('stays, with its sessions, when it is given again', async () => {
    const { admin, analyst } = await aTenant();
    await changeRole(admin.ctx, { userId: analyst.userId, role: 'analyst' });
    expect(await findSession(analyst.token)).not.toBeNull();
  });

  it('is changed by administrators of that tenant only, and not their own', async () => {
    const { admin, analyst, viewer } = await aTenant();
    const { admin: stranger } = await aTenant();
    const change = { userId: viewer.userId, role: 'admin' } as const;
    await expect(changeRole(analyst.ctx, change)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(changeRole(stranger.ctx, change)).rejects.toMatchObject({ code: 'not_found' });
    await expect(changeRole(admin.ctx, { userId: admin.userId, role: 'viewer' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { key } = await createApiKey(admin.ctx, { name: 'Members', scopes: ['members:admin'] });
    const keyCtx = await findApiKey(key, null);
    if (!keyCtx) throw new Error('The key is not found.');
    await expect(changeRole(keyCtx, change)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await findSession(viewer.token)).not.toBeNull();
  });

  it('is seen with the people of the tenant, by administrators and keys that may', async () => {
    const { admin, analyst, viewer } = await aTenant();
    const { admin: stranger } = await aTenant();
    const shown = (person: typeof admin, role: string) => ({
      userId: person.userId,
      name: `The ${role}`,
      email: person.email,
      role,
    });
    const members = [shown(admin, 'admin'), shown(analyst, 'analyst'), shown(viewer, 'viewer')];

    expect(await listMembers(admin.ctx)).toEqual(members);
    const { key } = await createApiKey(admin.ctx, { name: 'Members', scopes: ['members:admin'] });
    const keyCtx = await findApiKey(key, null);
    expect(keyCtx && (await listMembers(keyCtx))).toEqual(members);
    for (const ctx of [analyst.ctx, viewer.ctx]) {
      await expect(listMembers(ctx)).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await listMembers(stranger.ctx)).toEqual([shown(stranger, 'admin'), expect.anything(), expect.anything()]);
  });
});

it('opens only the tenants its person belongs to', async () => {
  const tenant = await aTenant();
  const other = await aTenant();
  const session = await findSession(tenant.admin.token);
  if (!session) throw new Error('Nobody is signed in.');

  expect(await findMemberContext(session, tenant.slug, null)).toMatchObject({ tenantId: tenant.id });
  expect(await findMemberContext(session, other.slug, null)).toBeNull();
  expect(await findMemberContext(session, 'no-such-tenant', null)).toBeNull();
  expect(await tenantsOf(tenant.admin.userId)).toEqual([
    { id: tenant.id, slug: tenant.slug, name: tenant.name, role: 'admin' },
  ]);
  expect((await aPerson(other, 'viewer')).ctx.actor).toMatchObject({ kind: 'user', role: 'viewer' });
});
