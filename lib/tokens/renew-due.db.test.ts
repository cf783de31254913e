import { describe, expect, it } from 'vitest';
import { activateConnection, getConnection } from '#lib/connections/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { grantOf, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { createRenewer } from './index.ts';

useDatabase();
const strict = useStrictServer();
const { connected } = strict;

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
});
