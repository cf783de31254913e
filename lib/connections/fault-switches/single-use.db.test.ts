import { expect, it } from 'vitest';
import { type Connection, connectedAt } from '#lib/testing/fault-switches/connected-at.ts';
import { microsoftHalf } from '#lib/testing/fault-switches/microsoft-half.ts';
import { usePlace } from '#lib/testing/fault-switches/use-place.ts';
import type { FaultWish } from '#sandbox/faults/fault-control.ts';

/** A server whose refresh tokens work once, and a product that knows it. */
const place = usePlace(microsoftHalf, { refreshTokenReuse: 'once' });

async function connected() {
  const connection = await connectedAt(place(), 'renewal');
  strike('strict-refresh');
  return connection;
}

const strike = (kind: string, more: Partial<FaultWish> = {}) =>
  place().sandbox.control.faults.set({ provider: 'microsoft', kind, surface: 'token', ...more });

const presentations = () =>
  place()
    .sandbox.control.grants(microsoftHalf.account)
    .flatMap(({ tokens }) => tokens.map((token) => token.presentations));

/** Renews; once an answer was lost, lets the pause before the one retry be over. */
async function renewWithRetry(connection: Connection): Promise<void> {
  const renewed = connection.renew();
  const pausing = 'select from grants where connection_id = $1 and presentations = 1 and lease_until > now()';
  const lost = "select from grant_events where connection_id = $1 and kind = 'failed'";
  const { asSuperuser } = place().database;
  await expect.poll(() => asSuperuser(`${pausing} and exists (${lost})`, [connection.id])).toHaveLength(1);
  await asSuperuser("update grants set lease_until = now() - interval '1 ms' where connection_id = $1", [
    connection.id,
  ]);
  await renewed;
}

const working = { health: 'working', problem: null, grant: { stoppedAt: null } };
const dead = { health: 'needs_consent', grant: { stoppedAt: expect.any(String), nextRefreshAt: null } };

it('goes on while nothing is lost, each token presented once', async () => {
  const connection = await connected();
  for (let round = 0; round < 3; round += 1) await connection.renew();
  expect(await connection.view()).toMatchObject({ ...working, grant: { generation: 4 } });
  expect(presentations()).toEqual([1, 1, 1, 0]);
});

it('survives a connection dropped before the answer was made: the retry is let in', async () => {
  const connection = await connected();
  strike('drop-before', { count: 1 });
  await renewWithRetry(connection);
  expect(await connection.view()).toMatchObject({ ...working, grant: { generation: 2 } });
  expect(await connection.healthsSeen()).toEqual(['retrying', 'working']);
});

it('asks for consent when the answer was made and lost: the token is used up, and the server says so', async () => {
  const connection = await connected();
  strike('drop-after', { count: 1 });
  await renewWithRetry(connection);
  expect(presentations()).toEqual([2, 0]);
  expect(await connection.view()).toMatchObject({ ...dead, problem: { code: 'microsoft_grant_invalid' } });
  expect(await connection.healthsSeen()).toEqual(['needs_consent', 'retrying']);

  expect(await connection.consent()).toMatchObject({ kind: 'granted' });
  await connection.renew();
  expect(await connection.view()).toMatchObject(working);
});

it.each(['drop-before', 'drop-after'])(
  'presents no token a third time when both answers were lost: %s',
  async (kind) => {
    const connection = await connected();
    strike(kind, { count: 2 });
    await renewWithRetry(connection);
    expect(await connection.view()).toMatchObject({ ...dead, problem: { code: 'unknown_outcome', class: 'consent' } });
    const asked = presentations();
    await connection.refreshNow();
    expect(presentations()).toEqual(asked);
    const { title, cure } = (await connection.view()).problem ?? {};
    expect(`${title} ${cure}`).toMatch(/refresh token may be lost.*sign in as reports@contoso\.example/s);
  },
);

it('takes no limiting for a loss, however often', async () => {
  const connection = await connected();
  strike('throttle');
  for (let round = 0; round < 3; round += 1) await connection.renew();
  expect(await connection.view()).toMatchObject({ health: 'retrying', grant: { stoppedAt: null } });
  place().sandbox.control.faults.clear();
  strike('strict-refresh');
  await connection.renew();
  expect(await connection.view()).toMatchObject(working);
  expect(await connection.healthsSeen()).toEqual(['retrying', 'working']);
});
