import { expect, it } from 'vitest';
import { activateConnection, connect, createConnection, finishConsent, getConnection } from '#lib/connections/index.ts';
import { redirectUrlOf } from '#lib/testing/fault-switches/connected-at.ts';
import { googleHalf } from '#lib/testing/fault-switches/google-half.ts';
import { usePlace } from '#lib/testing/fault-switches/use-place.ts';
import type { FaultWish } from '#sandbox/faults/fault-control.ts';

const place = usePlace(googleHalf);

/** The first trip of a new connection, with something wrong on the way, and what one may do with it then. */
async function firstTrip(kind: string, more: Partial<FaultWish> = {}) {
  const { sandbox, member } = place();
  const { ctx, browserToken, signedIn } = member;
  const { input } = googleHalf.register(sandbox, redirectUrlOf(googleHalf));
  const { id } = await createConnection(ctx, input('authorization_code', 'gmail'));
  const trip = async () => {
    const { authorizeUrl } = await connect(ctx, id, browserToken);
    const url = await googleHalf.walk(authorizeUrl ?? '');
    if (typeof url === 'string') throw new Error(`The browser was left on a page: ${url}`);
    return finishConsent({ url, browserToken, signedIn, ip: null });
  };
  sandbox.control.faults.set({ provider: 'google', kind, ...more });
  const end = await trip();
  sandbox.control.faults.clear();
  return { end, trip, view: () => getConnection(ctx, id), activate: () => activateConnection(ctx, id) };
}

it.each<[string, Partial<FaultWish>, string, RegExp]>([
  ['untick-scope', {}, 'scope_missing', /gmail\.send.*tick every box/s],
  [
    'wrong-account',
    { as: 'dana@northwind.example' },
    'wrong_mailbox',
    /dana@northwind\.example signed in.*sign in as reports@northwind\.example/s,
  ],
  ['throttle', { surface: 'token', seconds: 45 }, 'google_throttled', /Connect again in 45 seconds/],
])('%s leaves nothing to activate, says why, and the next trip is let in', async (kind, more, code, words) => {
  const { end, trip, view, activate } = await firstTrip(kind, more);
  expect(end).toMatchObject({ kind: 'refused' });
  const { health, problem, grant, lastConsentProblem } = await view();
  expect({ health, problem, grant }).toEqual({ health: 'untested', problem: null, grant: null });
  expect(lastConsentProblem?.code).toBe(code);
  expect(`${lastConsentProblem?.why} ${lastConsentProblem?.cure}`).toMatch(words);
  await expect(activate()).rejects.toMatchObject({ code: 'conflict' });

  expect(await trip()).toMatchObject({ kind: 'granted' });
  expect(await activate()).toMatchObject({ stage: 'active', health: 'untested', lastConsentProblem: null });
});
