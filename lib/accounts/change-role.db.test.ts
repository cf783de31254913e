import { expect, it } from 'vitest';
import { aPerson, aTenant } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { changeRole, listMembers } from './index.ts';

useDatabase();

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
}, 60_000);
