import { afterEach, expect, it, vi } from 'vitest';
import { activateConnection } from '#lib/connections/index.ts';
import { Secret } from '#lib/crypto/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { log } from '#lib/log/index.ts';
import { expireToken, grantOf, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { takeStep } from './claim-lease.ts';
import { accessToken } from './index.ts';
import { type Settled, settleAnswer } from './settle-answer.ts';

const database = useDatabase();
const strict = useStrictServer();
const { connected } = strict;

afterEach(() => {
  vi.restoreAllMocks();
});

const eventsOf = (tenantId: string) => inTenant(tenantId, (tx) => tx.grantEvent.count());

/** What a claim of this moment and an answer that goes with it come to. */
async function settledWith(connection: { tenantId: string; id: string }, change: object = {}, times = 1) {
  const { tenantId, id } = connection;
  const need = { tenantId, connectionId: id, obtainedAfter: new Date() };
  const step = await inTenant(tenantId, (tx) => takeStep(tx, need));
  if (step.kind !== 'claimed') throw new Error(`not claimed: ${step.kind}`);
  const answer = {
    accessToken: new Secret('at-new'),
    refreshToken: new Secret('rt-new'),
    expiresAt: new Date(Date.now() + 3_600_000),
    scopes: step.claim.settings.scopes,
    ...change,
  };
  const settled: Settled[] = [];
  for (let round = 0; round < times; round += 1) {
    settled.push(
      await inTenant(tenantId, (tx) => settleAnswer(tx, step.claim, { kind: 'granted', answer, askedAt: new Date() })),
    );
  }
  return settled;
}

it('does not lose the new refresh token to a bug in what comes after it, and says so at once', async () => {
  const { member, id, tenantId } = await connected();
  await activateConnection(member.ctx, id);
  await expireToken(tenantId);
  const said = vi.spyOn(log(), 'error');
  await database.asSuperuser('revoke insert on grant_events from mailgrant_app');
  await expect(accessToken(tenantId, id)).rejects.toThrow('permission denied');
  await database.asSuperuser('grant insert on grant_events to mailgrant_app');

  expect(said).toHaveBeenCalledWith(
    expect.objectContaining({ tenantId, connectionId: id }),
    expect.stringContaining('only in part'),
  );
  expect(await grantOf(tenantId)).toMatchObject({ generation: 2, intent: null, presentations: 0, leaseUntil: null });
  // A server where a token presented twice kills the grant takes the one that was stored.
  expect((await accessToken(tenantId, id)).kind).toBe('token');
  expect(Math.max(...strict.server.presentations.values())).toBe(1);
});

it('keeps the refresh token of an answer whose other parts cannot be stored', async () => {
  const connection = await connected();
  const [settled] = await settledWith(connection, { expiresAt: new Date(Number.NaN) });
  expect(settled).toMatchObject({ kind: 'unfinished', error: expect.any(Error) });
  expect(await grantOf(connection.tenantId)).toMatchObject({ generation: 2, presentations: 0 });
});

it('settles a claim once, so that a commit that was never confirmed may be tried again', async () => {
  const connection = await connected();
  const before = await eventsOf(connection.tenantId);
  const settled = await settledWith(connection, {}, 2);
  expect(settled.map(({ kind }) => kind)).toEqual(['token', 'stale']);
  expect(await eventsOf(connection.tenantId)).toBe(before + 1);
});
