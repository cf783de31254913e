import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getConnection } from '#lib/connections/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { provider } from '#lib/providers/index.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { startAuthorizationServer, type TestAuthorizationServer } from '#lib/testing/authorization-server.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { watchHealth } from '#lib/testing/fault-switches/connected-at.ts';
import { endPatience } from '#lib/testing/fault-switches/end-patience.ts';
import { type OddAnswer, oddAnswers, oddLives, startOddServer } from '#lib/testing/odd-answers/answers.ts';
import { askAt, type InUse, inUse, isSingleUse, nameOf, type Way, ways } from '#lib/testing/odd-answers/ways.ts';
import { accessToken, createRenewer } from './index.ts';

const database = useDatabase();
let good: TestAuthorizationServer;
let odd: Awaited<ReturnType<typeof startOddServer>>;
const connections = new Map<Way, InUse>();
beforeAll(async () => {
  good = await startAuthorizationServer();
  odd = await startOddServer();
  allowEgress('127.0.0.1', Number(new URL(good.origin).port));
  allowEgress('127.0.0.1', odd.port);
  allowEgress('127.0.0.1', 1);
  await watchHealth(database);
  for (const way of ways) connections.set(way, await inUse(good, way));
});
afterAll(() => Promise.all([good.close(), odd.close()]));

function connectionOf(way: Way): InUse {
  const found = connections.get(way);
  if (!found) throw new Error('The connections exist from beforeAll on: read them inside a test.');
  return found;
}

const grantOf = ({ tenantId }: InUse) => inTenant(tenantId, (tx) => tx.grant.findFirstOrThrow());
const ask = ({ tenantId, id }: InUse) => accessToken(tenantId, id, { obtainedAfter: new Date() });
const atItsServer = (one: InUse) => askAt(one, `${good.origin}/token`);

/** Lets one thing go wrong, twice where it may be asked again at once; what it costs is time, and nobody's consent. */
async function suffer(way: Way, what: OddAnswer): Promise<void> {
  const one = connectionOf(way);
  odd.does(what);
  await askAt(one, what.isAway ? odd.nowhere : odd.tokenEndpoint);
  const patience = what.answer || what.isAway ? undefined : endPatience(odd.strikes);
  try {
    await (isSingleUse(way) && what.mayBeUsedUp ? loseOnce(one) : failTwice(one, what));
  } finally {
    patience?.restore();
    await atItsServer(one);
  }
  await renewed(one);
}

async function failTwice(one: InUse, { class: kind, notBeforeMs = 0 }: OddAnswer): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    const askedAt = Date.now();
    expect((await ask(one)).kind).toBe('problem');
    const { health, problem } = await getConnection(one.member.ctx, one.id);
    expect({ health, class: problem?.class }).toEqual({
      health: kind === 'config' ? 'invalid' : 'retrying',
      class: kind,
    });
    const grant = await grantOf(one);
    expect(grant).toMatchObject({ stoppedAt: null, presentations: 0, leaseUntil: null });
    expect((grant.nextRefreshAt?.getTime() ?? 0) - askedAt).toBeGreaterThanOrEqual(notBeforeMs);
  }
}

/** Where a second sight of the token might end the grant, all wait a while for the one retry, which comes through. */
async function loseOnce(one: InUse): Promise<void> {
  const { failures } = await grantOf(one);
  const asked = ask(one);
  await expect.poll(async () => (await grantOf(one)).failures).toBe(failures + 1);
  expect(await grantOf(one)).toMatchObject({ stoppedAt: null, presentations: 1 });
  expect((await getConnection(one.member.ctx, one.id)).health).toBe('retrying');
  await atItsServer(one);
  await database.asSuperuser("update grants set lease_until = now() - interval '1 ms' where connection_id = $1", [
    one.id,
  ]);
  expect((await asked).kind).toBe('token');
}

/** The worker alone, at its time, brings it back. */
async function renewed(one: InUse): Promise<void> {
  await database.asSuperuser('update grants set next_refresh_at = now() where connection_id = $1', [one.id]);
  const renewer = createRenewer();
  await renewer.renewDue(new Date(Date.now() + 1_000));
  await renewer.settled();
  expect(await getConnection(one.member.ctx, one.id)).toMatchObject({ health: 'untested', problem: null });
  expect(await grantOf(one)).toMatchObject({ stoppedAt: null, presentations: 0, failures: 0 });
}

const healthsSeen = () =>
  database.asSuperuser<{ health: string; times: number }>(
    'select health, count(*)::int as times from seen_health group by 1 order by 1',
  );

describe.each(ways.map((way) => [nameOf(way), way] as const))('%s', (_name, way) => {
  it.each(oddAnswers.map((one) => [one.what, one] as const))('%s asks nobody for consent', async (_what, one) => {
    await suffer(way, one);
  });

  it.each(oddLives)('takes a token with %s, for a time that ends', async (_what, expiresIn, seconds) => {
    const one = connectionOf(way);
    odd.grants(expiresIn);
    await askAt(one, odd.tokenEndpoint);
    const askedAt = Date.now();
    const use = await ask(one);
    await atItsServer(one);
    if (use.kind !== 'token') throw new Error('the token was not taken');
    expect(use.expiresAt.getTime() - askedAt).toBeGreaterThanOrEqual(seconds * 1_000 - 1);
    expect(use.expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(seconds * 1_000);
    // However short it lives, it is not asked for in a circle.
    expect((await grantOf(one)).nextRefreshAt?.getTime()).toBeGreaterThanOrEqual(askedAt + 5_000);
  });
});

it('0 wrong needs_consent, of every health that was ever written', async () => {
  const seen = await healthsSeen();
  expect(seen.map(({ health }) => health)).toEqual(['invalid', 'retrying', 'untested']);
  const { times = 0 } = seen.find(({ health }) => health === 'retrying') ?? {};
  expect(times).toBeGreaterThanOrEqual(
    ways.length * oddAnswers.filter(({ class: kind }) => kind === 'transient').length,
  );
});

describe('control: a table that takes every failure for the end', () => {
  // A status that says “not now” outranks whatever stands in a table: those stay what they are.
  const judged = oddAnswers.filter(({ what }) => !/with (429|5\d\d)|^(429|5\d\d)/.test(what));

  it.each(ways.map((way) => [nameOf(way), way] as const))('is seen: %s', async (_name, way) => {
    const { replies } = provider(way.provider);
    replies.unshift({ code: 'oauth_grant_refused', class: 'consent', matches: () => true });
    try {
      // Whoever waits for the one retry of a lost answer goes on waiting.
      const told = judged.filter(({ mayBeUsedUp }) => !(isSingleUse(way) && mayBeUsedUp));
      expect(told).not.toEqual([]);
      for (const one of told) await expect(suffer(way, one), one.what).rejects.toThrow(/needs_consent|'consent'/);
    } finally {
      replies.shift();
    }
  });
});
