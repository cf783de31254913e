import { afterEach, describe, expect, it } from 'vitest';
import { activateConnection, getConnection } from '#lib/connections/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { grantOf, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { createRenewer } from './index.ts';

const database = useDatabase();
const strict = useStrictServer();
const { connected } = strict;

// A round takes what is due of all tenants: what one test leaves due would take the places of the next.
afterEach(() => database.asSuperuser('update grants set next_refresh_at = null'));

describe('renewing ahead of time', () => {
  /** One round of the worker, waited for. */
  const renewDue = async (now?: Date) => {
    const renewer = createRenewer();
    await renewer.renewDue(now);
    await renewer.settled();
  };
  const dueNow = (tenantId: string) =>
    inTenant(tenantId, (tx) => tx.grant.updateMany({ data: { nextRefreshAt: new Date(Date.now() - 1_000) } }));

  it('takes what is in use, and nothing else', async () => {
    const inUse = await connected();
    const candidate = await connected();
    await activateConnection(inUse.member.ctx, inUse.id);
    const generations = async () => [
      (await grantOf(inUse.tenantId)).generation,
      (await grantOf(candidate.tenantId)).generation,
    ];
    const { nextRefreshAt } = await grantOf(inUse.tenantId);
    if (!nextRefreshAt) throw new Error('an active connection is renewed ahead of time');

    await renewDue(new Date(nextRefreshAt.getTime() - 1));
    expect(await generations()).toEqual([1, 1]);

    await dueNow(inUse.tenantId);
    await renewDue();
    expect(await generations()).toEqual([2, 1]);
  });

  it('puts off a grant that our own code cannot read, so that it keeps nobody from their turn', async () => {
    const { member, id, tenantId } = await connected();
    await activateConnection(member.ctx, id);
    await inTenant(tenantId, (tx) => tx.grant.updateMany({ data: { refreshToken: 'v1.gone.AAAA.AAAA.AAAA' } }));
    await dueNow(tenantId);

    await renewDue();

    const grant = await grantOf(tenantId);
    expect(grant.nextRefreshAt?.getTime()).toBeGreaterThan(Date.now());
    expect(grant.failures).toBe(1);
    expect(await getConnection(member.ctx, id)).toMatchObject({
      health: 'invalid',
      problem: { code: 'secret_unreadable' },
    });
  });

  it('does not wait for a slow provider before it begins with others', async () => {
    const slow = await connected();
    const quick = await connected();
    for (const { member, id, tenantId } of [slow, quick]) {
      await activateConnection(member.ctx, id);
      await dueNow(tenantId);
    }
    const renewer = createRenewer();
    const release = Promise.withResolvers<void>();
    strict.server.intervene(async () => {
      strict.server.intervene(undefined);
      await release.promise;
      return 'answer';
    });
    await renewer.renewDue();
    const renewed = async () =>
      [(await grantOf(slow.tenantId)).generation, (await grantOf(quick.tenantId)).generation].filter(
        (one) => one === 2,
      );
    await expect.poll(renewed).toHaveLength(1);
    release.resolve();
    await renewer.settled();
    expect(await renewed()).toHaveLength(2);
  });

  it('gives the places of those who wait for a silent provider to others', async () => {
    const silent = [await connected(), await connected()];
    const good = await connected();
    for (const { member, id, tenantId } of [...silent, good]) {
      await activateConnection(member.ctx, id);
      await dueNow(tenantId);
    }
    await inTenant(good.tenantId, (tx) => tx.grant.updateMany({ data: { nextRefreshAt: new Date() } }));
    const release = Promise.withResolvers<void>();
    let asked = 0;
    strict.server.intervene(async () => {
      asked += 1;
      if (asked <= silent.length) await release.promise;
      return 'answer';
    });
    const renewer = createRenewer(silent.length);
    const begin = Date.now();
    await renewer.renewDue(new Date(begin));
    await expect.poll(() => asked).toBe(silent.length);
    await renewer.renewDue(new Date(begin + 1_999));
    expect(asked).toBe(silent.length);

    await renewer.renewDue(new Date(begin + 2_000));
    await expect.poll(async () => (await grantOf(good.tenantId)).generation).toBe(2);
    expect((await grantOf(silent[0]?.tenantId ?? '')).generation).toBe(1);
    release.resolve();
    await renewer.settled();
  });

  it('leaves those who hold an answer the first word when the database is back', async () => {
    const { member, id, tenantId } = await connected();
    await activateConnection(member.ctx, id);
    await dueNow(tenantId);
    const renewer = createRenewer();
    const begin = Date.now();
    await database.whileAway(async () => {
      await expect.poll(() => renewer.renewDue(new Date(begin)).catch(() => 'away')).toBe('away');
    });

    await expect(renewer.renewDue(new Date(begin + 4_999))).rejects.toThrow();
    await renewer.settled();
    expect(strict.server.tokenRequests).toHaveLength(0);
    await renewer.renewDue(new Date(begin + 5_000));
    await renewer.settled();
    expect(strict.server.tokenRequests).toHaveLength(1);
  });
});
