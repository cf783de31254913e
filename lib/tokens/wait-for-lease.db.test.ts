import pg from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '#lib/crypto/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { type Connected, expireToken, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { type Claim, takeStep } from './claim-lease.ts';
import { accessToken } from './index.ts';
import { settleAnswer } from './settle-answer.ts';
import { leaseEnd } from './wait-for-lease.ts';

const database = useDatabase();
const strict = useStrictServer();
const { connected } = strict;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Counts what really goes to the database. */
function countStatements(part: string): () => number {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  return () =>
    query.mock.calls.filter((call) => (call as unknown as [{ text?: string }])[0]?.text?.includes(part)).length;
}
const lookAtLease = 'lease_until > now()';

/** Claims the lease as another process does: nobody here knows of it but through the database. */
async function claimElsewhere({ tenantId, id }: Connected): Promise<Claim> {
  const step = await inTenant(tenantId, (tx) =>
    takeStep(tx, { tenantId, connectionId: id, obtainedAfter: new Date() }),
  );
  if (step.kind !== 'claimed') throw new Error(`not claimed: ${step.kind}`);
  return step.claim;
}

const storeElsewhere = (claim: Claim, accessToken: string) =>
  inTenant(claim.grant.tenantId, (tx) =>
    settleAnswer(tx, claim, {
      kind: 'granted',
      askedAt: new Date(),
      answer: {
        accessToken: new Secret(accessToken),
        refreshToken: new Secret(`rt-${accessToken}`),
        expiresAt: new Date(Date.now() + 3_600_000),
        scopes: claim.settings.scopes,
      },
    }),
  );

const endLease = (tenantId: string) =>
  inTenant(tenantId, (tx) => tx.grant.updateMany({ data: { leaseUntil: new Date(Date.now() - 1) } }));

describe('waiting for the holder of the lease', () => {
  it('is one wait for forty callers, who all get what another process stored', async () => {
    const grant = await connected();
    await expireToken(grant.tenantId);
    const claim = await claimElsewhere(grant);
    const looks = countStatements(lookAtLease);

    const callers = Array.from({ length: 40 }, () => accessToken(grant.tenantId, grant.id));
    // They look once before they wait, together, and from then on one looks for all.
    await expect.poll(looks).toBeGreaterThanOrEqual(4);
    await storeElsewhere(claim, 'at-from-elsewhere');
    const uses = await Promise.all(callers);

    expect(new Set(uses.map((use) => use.kind === 'token' && use.token.reveal()))).toEqual(
      new Set(['at-from-elsewhere']),
    );
    expect(looks()).toBeLessThan(15);
    expect(strict.server.tokenRequests).toHaveLength(0);
  });

  it('asks the database nothing while the holder is in the same process', async () => {
    const { id, tenantId } = await connected();
    await expireToken(tenantId);
    const arrived = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    strict.server.intervene(async () => {
      arrived.resolve();
      await answer.promise;
      return 'answer';
    });
    const holder = accessToken(tenantId, id);
    await arrived.promise;
    const [looks, polls] = [countStatements('left join grants'), countStatements(lookAtLease)];
    const callers = Array.from({ length: 40 }, () => accessToken(tenantId, id));
    await expect.poll(looks).toBe(1);
    answer.resolve();
    const uses = await Promise.all([holder, ...callers]);
    expect(uses.every((use) => use.kind === 'token')).toBe(true);
    expect(polls()).toBe(0);
    expect(strict.server.tokenRequests).toHaveLength(1);
  });

  it('is over for those who wait for this grant, and for nobody else', async () => {
    const [one, other] = [await connected(), await connected()];
    const [mine, theirs] = [await claimElsewhere(one), await claimElsewhere(other)];
    const over: string[] = [];
    const waits = [
      leaseEnd(one.tenantId, one.id, mine.fence).then(() => over.push('mine')),
      leaseEnd(other.tenantId, other.id, theirs.fence).then(() => over.push('theirs')),
    ];
    await storeElsewhere(mine, 'at-mine');
    await waits[0];
    expect(over).toEqual(['mine']);
    await storeElsewhere(theirs, 'at-theirs');
    await Promise.all(waits);
  });

  it('is over as well when the database cannot be asked, or the grant is gone; the next wait is a new one', async () => {
    await leaseEnd('no uuid', 'no uuid', 1n);
    const { id, tenantId } = await connected();
    const { fence } = await claimElsewhere({ id, tenantId } as Connected);
    const first = leaseEnd(tenantId, id, fence);
    expect(leaseEnd(tenantId, id, fence)).toBe(first);
    await inTenant(tenantId, (tx) => tx.grant.deleteMany());
    await first;
    const second = leaseEnd(tenantId, id, fence);
    expect(second).not.toBe(first);
    await second;
  });
});

it('does not ask again over an answer that is held here, even when the lease ran out meanwhile', async () => {
  const { id, tenantId } = await connected();
  await expireToken(tenantId);
  const superuser = await database.superuserSession();
  await superuser.query('begin');
  strict.server.intervene(async () => {
    // Now the answer cannot be stored.
    await superuser.query('select from connections where id = $1 for update', [id]);
    return 'answer';
  });
  const blocked = async () =>
    (await superuser.query(`select from pg_locks where not granted and locktype = 'transactionid'`)).rowCount ?? 0;
  const first = accessToken(tenantId, id);
  await expect.poll(blocked).toBeGreaterThan(0);
  await endLease(tenantId);

  const looks = countStatements('left join access_tokens');
  const second = accessToken(tenantId, id);
  await expect.poll(looks).toBeGreaterThan(0);
  await superuser.query('commit');
  const uses = await Promise.all([first, second]);

  expect(uses.map((use) => use.kind)).toEqual(['token', 'token']);
  expect(strict.server.tokenRequests).toHaveLength(1);
});

describe('a clock of ours that is wrong by ten minutes', () => {
  const shiftClock = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

  it('ahead, does not take the lease of the living for that of the dead', async () => {
    const grant = await connected();
    const { tenantId, id } = grant;
    await claimElsewhere(grant);
    await inTenant(tenantId, (tx) => tx.grant.updateMany({ data: { presentations: 2 } }));
    shiftClock(600_000);
    const step = await inTenant(tenantId, (tx) =>
      takeStep(tx, { tenantId, connectionId: id, obtainedAfter: new Date() }),
    );
    expect(step.kind).toBe('busy');
  });

  it('behind, does not wait for the dead', async () => {
    const grant = await connected();
    const { tenantId, id } = grant;
    await claimElsewhere(grant);
    await endLease(tenantId);
    shiftClock(-600_000);
    const step = await inTenant(tenantId, (tx) =>
      takeStep(tx, { tenantId, connectionId: id, obtainedAfter: new Date() }),
    );
    expect(step.kind).toBe('claimed');
  });

  it('set right again, does not take the token from before for one obtained since', async () => {
    const { tenantId, id } = await connected();
    await inTenant(tenantId, (tx) =>
      tx.accessToken.updateMany({ data: { obtainedAt: new Date(Date.now() + 600_000) } }),
    );
    expect((await accessToken(tenantId, id, { obtainedAfter: new Date() })).kind).toBe('token');
    expect(strict.server.tokenRequests).toHaveLength(1);
  });
});
