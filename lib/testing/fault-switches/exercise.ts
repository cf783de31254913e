import { expect } from 'vitest';
import { findEntry } from '#sandbox/faults/catalogue.ts';
import { type Connection, connectedAt, type Place } from './connected-at.ts';
import { endPatience } from './end-patience.ts';
import type { Row } from './row.ts';

/** More often than anything is asked here. */
const most = 1_000;

/** What is wrong at the provider, how often it struck, and how to end it. */
type Wrong = { strikes: () => number; end: () => void };

/** A passing failure is tried again at most this soon, a setting at least this late, both times the first. */
const soonMs = 5_000;
const lateMs = 80_000;

/** Lets one thing go wrong at one step, looks at what the product makes of it, mends it and sees it work again. */
export async function exercise(place: Place, row: Row): Promise<void> {
  row.given?.(place.sandbox.control);
  const connection = await connectedAt(place, row.step);
  const wrong = begin(place, row, connection);
  const patience = row.isEndless ? endPatience(wrong.strikes) : undefined;
  try {
    if (row.step === 'consent') await duringTrip(row, connection);
    else if (row.step === 'api' || row.step === 'smtp') await duringMail(row, connection);
    else await duringRenewal(row, connection);
  } finally {
    patience?.restore();
  }
  wrong.end();
  await cured(row, connection);
}

function begin({ sandbox, half }: Place, { kind, wish }: Row, { registered }: Connection): Wrong {
  const { provider } = half;
  const { faults } = sandbox.control;
  // An act is done to this application; a switch is for everyone.
  const isAct = findEntry(provider, kind)?.isAct;
  const set = faults.set({ provider, kind, ...(isAct ? { clientId: registered.clientId } : { count: most }), ...wish });
  if ('changed' in set) expect(set.changed, `${kind} touches something`).toBeGreaterThan(0);
  const strikes = () => faults.list().reduce((sum, { left }) => sum + most - (left ?? most), 0);
  return { strikes, end: () => faults.clear() };
}

/** A trip to the consent screen leaves what was there before as it was, whatever happens on the way. */
async function duringTrip({ says, leftOn }: Row, connection: Connection): Promise<void> {
  const before = await connection.view();
  const end = await connection.consent();
  const { health, problem, lastConsentProblem, grant } = await connection.view();
  expect(end.kind).toBe(leftOn ? 'left' : says ? 'refused' : 'granted');
  if (leftOn) expect(end).toHaveProperty('page', expect.stringMatching(leftOn));
  expect({ health, problem, seen: await connection.healthsSeen() }).toEqual({
    health: 'working',
    problem: null,
    seen: [],
  });
  if (says || leftOn) expect(grant).toEqual(before.grant);
  if (says) expectWords(lastConsentProblem, says);
}

async function duringMail({ says, arrives, cure, isEndless }: Row, connection: Connection): Promise<void> {
  const [before, sent] = [await connection.view(), await connection.delivered()];
  const outcome = await connection.send();
  const { health, problem, grant } = await connection.view();
  const arrived = async () => (await connection.delivered()) - sent;
  const expected = arrives ?? (says ? 0 : 1);
  // What we no longer waited for may still come.
  if (isEndless) await expect.poll(arrived).toBe(expected);
  expect(await arrived(), 'mails that arrived').toBe(expected);
  expect(health).toBe(says?.health ?? 'working');
  expect(await connection.healthsSeen()).toEqual(health === 'working' ? [] : [health]);
  if (cure === 'consent' || cure === 'asking') expect(grant).toMatchObject({ stoppedAt: expect.any(String) });
  // What a mail server says is no word about the grant: it goes on being renewed.
  else expect(grant).toEqual(before.grant);
  if (!says) return expect(outcome).toMatchObject({ kind: 'accepted', problem: null });
  expectWords(outcome.problem, says);
  const isLost = says.code === 'send_outcome_unknown';
  expect(outcome.kind).toBe(isLost ? 'unknown' : 'refused');
  if (!isLost) expectWords(problem, says);
}

async function duringRenewal(row: Row, connection: Connection): Promise<void> {
  const { says } = row;
  const leastMs = says?.notBeforeMs ?? 0;
  // A second time as well: what did not pass at once is still no other thing.
  for (const failures of [0, 1]) {
    const beganAt = Date.now();
    await connection.renew();
    const { health, problem, grant } = await connection.view();
    expect(health).toBe(says?.health ?? 'working');
    expect(await connection.healthsSeen()).toEqual(says ? [health] : []);
    if (says) expectWords(problem, says);
    else expect(problem).toBeNull();
    if (isStopped(row)) {
      expect(grant).toMatchObject({ stoppedAt: expect.any(String), nextRefreshAt: null });
      return expectLeftAlone(connection);
    }
    expect(grant?.stoppedAt).toBeNull();
    const waitsMs = Date.parse(grant?.nextRefreshAt ?? '') - beganAt;
    if (says?.health === 'retrying') {
      expect(waitsMs, 'the next try comes too early').toBeGreaterThanOrEqual(Math.max(leastMs, soonMs / 2));
      expect(waitsMs, 'the next try comes too late').toBeLessThanOrEqual(
        Math.max(leastMs, soonMs * 2 ** failures) + (Date.now() - beganAt),
      );
    } else {
      expect(waitsMs, 'the next try comes too early').toBeGreaterThanOrEqual(lateMs);
    }
  }
}

const isStopped = ({ cure }: Row) => cure === 'consent' || cure === 'asking';

/** Who is dead is not asked again, and is not called anything else with time. */
async function expectLeftAlone(connection: Connection): Promise<void> {
  const [{ health }, asked] = [await connection.view(), connection.tokenRequests()];
  await connection.renew();
  await connection.round(new Date(Date.now() + 365 * 86_400_000));
  expect(connection.tokenRequests()).toBe(asked);
  expect((await connection.view()).health).toBe(health);
}

type Words = { code: string; class: string; title: string; cure: string };

function expectWords(problem: Words | null | undefined, says: NonNullable<Row['says']>): void {
  expect(problem).toMatchObject({ code: says.code, class: says.class });
  expect(`${problem?.title} ${problem?.cure}`).toMatch(says.words);
}

/** The provider is well again: what it takes from here, and nothing more, until a mail goes out. */
async function cured({ step, cure = 'time' }: Row, connection: Connection): Promise<void> {
  if (cure === 'asking') await connection.refreshNow();
  if (cure === 'secret') await connection.newSecret();
  if (cure === 'restoring') await connection.registered.restore?.();
  if (cure === 'consent' || step === 'consent') expect(await connection.consent()).toMatchObject({ kind: 'granted' });
  if (step !== 'api' && step !== 'smtp') {
    await connection.renew();
    expect(await connection.view()).toMatchObject({ health: 'working', problem: null, grant: { stoppedAt: null } });
  }
  expect(await connection.send()).toMatchObject({ kind: 'accepted' });
  expect(await connection.view()).toMatchObject({ health: 'working', problem: null, stage: 'active' });
}
