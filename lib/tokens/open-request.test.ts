import { expect, it } from 'vitest';
import { openRequest } from './open-request.ts';

const now = new Date('2026-11-22T14:00:00Z');
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const settled = {
  leaseUntil: null as Date | null,
  presentations: 0,
  refreshToken: 'sealed',
  failures: 0,
  stoppedAt: null,
};
const request = (change: object, refreshTokenReuse: 'once' | 'allowed' = 'once') =>
  openRequest({ ...settled, ...change }, { updatedAt: now }, { refreshTokenReuse }, now);

it('is none while nobody asks', () => expect(request({})).toBeNull());

it('is under way as long as an answer may come', () => {
  const until = inSeconds(44);
  expect(request({ leaseUntil: until, presentations: 1 })).toEqual({ kind: 'under_way', until, triesLeft: 1 });
});

it('is unanswered in the pause before the one retry, and once its process must have died', () => {
  const pause = { leaseUntil: inSeconds(15), presentations: 1, failures: 1 };
  expect(request(pause)).toMatchObject({ kind: 'unanswered', triesLeft: 1 });
  // Control: the next request after a failure of another kind.
  expect(request({ ...pause, leaseUntil: inSeconds(44) })).toMatchObject({ kind: 'under_way' });
  expect(request({ leaseUntil: inSeconds(-3), presentations: 2 })).toMatchObject({ kind: 'unanswered', triesLeft: 0 });
});

it('stays unanswered where nobody waits, as long as the token may be used up', () => {
  expect(request({ presentations: 1 })).toEqual({ kind: 'unanswered', until: null, triesLeft: 1 });
  // Control: a server that forgives a second use has lost nothing.
  expect(request({ presentations: 1 }, 'allowed')).toBeNull();
});

it('counts no tries where none are counted', () => {
  const leaseUntil = inSeconds(44);
  expect(request({ leaseUntil, presentations: 1 }, 'allowed')).toMatchObject({ kind: 'under_way', triesLeft: null });
  expect(request({ leaseUntil, refreshToken: null })).toMatchObject({ kind: 'under_way', triesLeft: null });
});

it('is none of a grant that was ended', () => expect(request({ presentations: 2, stoppedAt: now })).toBeNull());
