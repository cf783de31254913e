import { beforeEach, expect, it, vi } from 'vitest';
import { requireTryBudget } from '#lib/accounts/index.ts';
import { config } from '#lib/config/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { problemResponse } from '#lib/http/problem.ts';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { createConnection, listEvents, replaceSecret, sendTestEmail, verifyConnection } from './index.ts';

const database = useDatabase();
beforeEach(() => {
  vi.spyOn(config(), 'testLimitPerMinute', 'get').mockReturnValue(10);
});
const times = <T>(length: number, each: () => Promise<T>) => Promise.allSettled(Array.from({ length }, each));
const refused = (settled: PromiseSettledResult<unknown>[]) =>
  settled.filter(
    (one) => one.status === 'rejected' && one.reason instanceof AppError && one.reason.code === 'too_many_requests',
  );

async function aConnection() {
  const member = await anAdmin();
  const { id } = await createConnection(member.ctx, connectionInput());
  return { ctx: member.ctx, id, send: () => sendTestEmail(member.ctx, id, 'alex@contoso.com') };
}

it('looks at ten of forty tries that a tenant makes at once, while another tenant has its own ten (N8)', async () => {
  const [one, other] = [await aConnection(), await aConnection()];
  const [ours, theirs] = await Promise.all([times(40, one.send), times(10, other.send)]);
  expect(ours.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  expect(refused(ours)).toHaveLength(30);
  expect(theirs.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  // What was refused left no trace of a try.
  expect(await listEvents(one.ctx, one.id)).toHaveLength(10);
});

it('is one budget for everything that tries a connection, and says when there is room again', async () => {
  const { ctx, id, send } = await aConnection();
  await times(10, () => requireTryBudget(ctx));
  const secret = { clientSecret: 'another', clientSecretExpiresAt: null };
  const tried = await times(1, () => replaceSecret(ctx, id, secret));
  expect(refused(tried)).toHaveLength(1);
  expect(refused(await times(1, () => verifyConnection(ctx, id)))).toHaveLength(1);
  const error = await send().catch((reason: unknown) => reason);
  const answer = problemResponse(error, 'a-request');
  expect(answer.status).toBe(429);
  const seconds = Number(answer.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(40);
  expect(seconds).toBeLessThanOrEqual(60);
  expect((error as Error).message).toMatch(/^Connections can be tried 10 times a minute, .* in \d+ seconds\.$/);

  await database.asSuperuser(`update tries set at = at - interval '1 minute'`);
  await expect(send()).resolves.toMatchObject({ kind: 'refused' });
  // What does not count any more is not kept.
  expect(
    await database.asSuperuser('select count(*)::int as n from tries where tenant_id = $1', [ctx.tenantId]),
  ).toEqual([{ n: 1 }]);
});

it('lets a second process wait until the try of the first is counted', async () => {
  const { ctx } = await aConnection();
  const first = await database.superuserSession();
  await first.query('begin');
  const claim = `select claim_try($1, 1, interval '1 minute') as free_at`;
  expect((await first.query(claim, [ctx.tenantId])).rows).toEqual([{ free_at: null }]);
  const second = database.asSuperuser(claim, [ctx.tenantId]);
  const waiting = "select count(*)::int as n from pg_stat_activity where wait_event = 'advisory'";
  await vi.waitFor(async () => expect(await database.asSuperuser(waiting)).toEqual([{ n: 1 }]), { timeout: 4000 });
  await first.query('commit');
  expect(await second).toEqual([{ free_at: expect.any(Date) }]);
});

it('goes by what the operator set', async () => {
  const { ctx } = await aConnection();
  vi.spyOn(config(), 'testLimitPerMinute', 'get').mockReturnValue(3);
  expect(refused(await times(5, () => requireTryBudget(ctx)))).toHaveLength(2);
});
