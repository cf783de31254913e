import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { activateConnection, disconnect } from '#lib/connections/index.ts';
import { hearsEverything, inTenant, startHearing } from '#lib/db/index.ts';
import { grantOf, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { accessToken, type TokenUse } from './index.ts';
import { beginReading, dropOver, endReading, recall } from './kept-tokens.ts';

const database = useDatabase();
const strict = useStrictServer();

let hearing: Awaited<ReturnType<typeof startHearing>>;
beforeEach(async () => {
  hearing = await startHearing();
});
afterEach(async () => {
  await hearing.stop();
  vi.restoreAllMocks();
});

/** Statements of this process, but for the one by which it tries its own ears. */
function countStatements(): () => number {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  return () => query.mock.calls.filter(([asked]) => !String(asked).startsWith('notify')).length;
}

/** A connection whose token is in the memory of this process. */
async function kept() {
  const one = await strict.connected();
  await activateConnection(one.member.ctx, one.id);
  await accessToken(one.tenantId, one.id);
  await expect.poll(hearsEverything).toBe(true);
  await accessToken(one.tenantId, one.id);
  await expect.poll(() => recall(one.tenantId, one.id, '') !== null).toBe(true);
  strict.server.tokenRequests.length = 0;
  return one;
}

describe('a token in the memory of this process', () => {
  it('is handed out without asking the database', async () => {
    const { id, tenantId } = await kept();
    const statements = countStatements();
    const uses = await Promise.all(Array.from({ length: 100 }, () => accessToken(tenantId, id)));
    expect(uses.every(({ kind }) => kind === 'token')).toBe(true);
    expect(statements()).toBe(0);
  });

  it.each([
    ['disconnected', (one: Kept) => disconnect(one.member.ctx, one.id)],
    ['its token taken away', (one: Kept) => elsewhere(one, (tx) => tx.accessToken.deleteMany())],
    ['stopped', (one: Kept) => elsewhere(one, (tx) => tx.grant.updateMany({ data: { stoppedAt: new Date() } }))],
    ['changed', (one: Kept) => elsewhere(one, (tx) => tx.connection.updateMany({ data: { senderName: 'Other' } }))],
    ['gone with its tenant', (one: Kept) => database.asSuperuser('delete from connections where id = $1', [one.id])],
  ])('is not handed out a second after it was %s', async (_how, change) => {
    const one = await kept();
    await change(one);
    const changedAt = performance.now();
    await expect.poll(() => recall(one.tenantId, one.id, ''), { interval: 5 }).toBeNull();
    expect(performance.now() - changedAt).toBeLessThan(1_000);
  });

  it('stays while others change, and while only its use is noted', async () => {
    const [one, other] = [await kept(), await kept()];
    await disconnect(other.member.ctx, other.id);
    await elsewhere(one, (tx) => tx.grant.updateMany({ data: { lastUsedAt: new Date(0) } }));
    await expect.poll(() => recall(other.tenantId, other.id, '')).toBeNull();
    expect(recall(one.tenantId, one.id, '')).not.toBeNull();
  });

  it('is not believed once nothing was heard for 0.9 s, nor after the line broke', async () => {
    const { id, tenantId } = await kept();
    const now = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(now + 1_000);
    expect(recall(tenantId, id, '')).toBeNull();
    vi.restoreAllMocks();
    await expect.poll(() => recall(tenantId, id, '') !== null).toBe(true);

    await database.asSuperuser(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mailgrant_hearing'",
    );
    await expect.poll(() => recall(tenantId, id, '')).toBeNull();
    // It hears again by itself, and has forgotten what may have changed meanwhile.
    await expect.poll(hearsEverything).toBe(true);
    expect(recall(tenantId, id, '')).toBeNull();
    expect((await accessToken(tenantId, id)).kind).toBe('token');
  });

  it('is not kept where it changed while it was read', async () => {
    const one = await kept();
    const reading = beginReading(one.tenantId, one.id);
    const use = await accessToken(one.tenantId, one.id);
    await elsewhere(one, (tx) => tx.accessToken.deleteMany());
    await expect.poll(() => reading.isSpoilt).toBe(true);
    endReading(reading, '', servedLong(use));
    expect(recall(one.tenantId, one.id, '')).toBeNull();
  });

  it('is not kept where nothing is heard, nor believed when something is again', async () => {
    const { id, tenantId } = await kept();
    await hearing.stop();
    await accessToken(tenantId, id);
    expect(recall(tenantId, id, '')).toBeNull();
    hearing = await startHearing();
    await expect.poll(hearsEverything).toBe(true);
    expect(recall(tenantId, id, '')).toBeNull();
  });

  it('is not handed out beyond its time', async () => {
    const { id, tenantId } = await kept();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    expect(recall(tenantId, id, '')).toBeNull();
    vi.useRealTimers();
  });

  it('lives no longer for a clock that is put back', async () => {
    const { id, tenantId } = await kept();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 1_800_000 });
    dropOver();
    expect(recall(tenantId, id, '')).not.toBeNull();
    const passing = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_600_000);
    dropOver();
    passing.mockRestore();
    expect(recall(tenantId, id, '')).toBeNull();
    vi.useRealTimers();
  });

  it('leaves the memory after its time, also where nobody asks for it', async () => {
    const { id, tenantId } = await kept();
    const use = servedLong(await accessToken(tenantId, id));
    const endsSoon = { ...use, servesUntil: new Date(Date.now() + 30_000) };
    endReading(beginReading(tenantId, 'nobody-asks'), '', endsSoon);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30_000 });
    dropOver();
    vi.setSystemTime(Date.now() - 30_000);
    expect(recall(tenantId, 'nobody-asks', '')).toBeNull();
    expect(recall(tenantId, id, '')).not.toBeNull();
    vi.useRealTimers();
  });

  it('is one of 5,000 at most', async () => {
    const { id, tenantId } = await kept();
    const use = servedLong(await accessToken(tenantId, id));
    for (let other = 0; other < 5_000; other += 1) {
      endReading(beginReading(tenantId, `other-${other}`), '', use);
    }
    expect(recall(tenantId, id, '')).toBeNull();
    expect(recall(tenantId, 'other-4999', '')).not.toBeNull();
  });
});

it('a caller who waits for another process goes on when it hears of the answer', async () => {
  const { id, tenantId } = await kept();
  await elsewhere({ tenantId }, (tx) => tx.accessToken.updateMany({ data: { expiresAt: new Date() } }));
  await elsewhere({ tenantId }, (tx) =>
    tx.grant.updateMany({ data: { fence: { increment: 1 }, leaseUntil: new Date(Date.now() + 60_000) } }),
  );
  await expect.poll(() => recall(tenantId, id, '')).toBeNull();
  // By itself it would look again in an hour.
  vi.spyOn(Math, 'random').mockReturnValue(100_000);
  const asked = vi.spyOn(pg.Client.prototype, 'query');
  const over = vi.fn();
  const waits = accessToken(tenantId, id).finally(over);
  const looks = () => asked.mock.calls.filter(([one]) => JSON.stringify(one).includes('lease_until > now()')).length;
  await expect.poll(looks).toBe(1);
  await elsewhere({ tenantId }, (tx) =>
    tx.accessToken.updateMany({ data: { expiresAt: new Date(Date.now() + 3_600_000) } }),
  );
  await elsewhere({ tenantId }, (tx) => tx.grant.updateMany({ data: { leaseUntil: null } }));
  // It may not have listened yet: what is told once more is heard.
  await expect
    .poll(async () => {
      await elsewhere({ tenantId }, (tx) => tx.connection.updateMany({ data: { senderName: 'Other' } }));
      return over.mock.calls.length;
    })
    .toBe(1);
  expect((await waits).kind).toBe('token');
  expect((await grantOf(tenantId)).generation).toBe(1);
});

type Kept = Awaited<ReturnType<typeof kept>>;

/** What another process does: nothing of this one is told of it but by the database. */
function elsewhere({ tenantId }: { tenantId: string }, change: Parameters<typeof inTenant>[1]): Promise<unknown> {
  return inTenant(tenantId, change);
}

function servedLong(use: TokenUse) {
  if (use.kind !== 'token') throw new Error('no token');
  return { ...use, servesUntil: new Date(Date.now() + 3_600_000) };
}
