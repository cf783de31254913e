import { describe, expect, it } from 'vitest';
import { comingUp } from './coming-up.ts';

const now = Date.parse('2026-11-22T14:00:00Z');
const inDays = (days: number) => new Date(now + days * 86_400_000).toISOString();
const grant = {
  nextRefreshAt: '2026-11-22T15:20:00.000Z',
  renewal: 'ahead' as const,
  request: null,
  refreshTokenEndsAt: inDays(90) as string | null,
  refreshTokenIdleDays: 90 as number | null,
  stoppedAt: null as string | null,
};
const facts = {
  health: 'working' as const,
  hasClientSecret: true,
  clientSecretExpiresAt: null as string | null,
  grant,
};
const kinds = (change: object, grantChange: object = {}) =>
  comingUp({ ...facts, ...change, grant: { ...grant, ...grantChange } }, now).map(({ kind }) => kind);

describe('comingUp', () => {
  it('is the next renewal, and no day that moves on with it', () => {
    expect(comingUp(facts, now)).toEqual([{ kind: 'renewal', at: grant.nextRefreshAt, isDue: false }]);
    expect(comingUp(facts, Date.parse(grant.nextRefreshAt))).toMatchObject([{ isDue: true }]);
  });

  it.each(['retrying', 'invalid'])('is a further try while it is %s', (health) =>
    expect(kinds({ health })).toEqual(['retry']),
  );

  it('is the next use of what nobody renews ahead of time', () =>
    expect(kinds({}, { nextRefreshAt: null })).toEqual(['atUse']));

  it('of a grant at rest is the next use, and a renewal that keeps it alive', () =>
    expect(kinds({}, { renewal: 'on_demand' })).toEqual(['atUse', 'exercise']));

  it('is the answer that everybody waits for', () => {
    const request = { kind: 'under_way', until: inDays(1), triesLeft: 1 };
    expect(kinds({}, { request })).toEqual(['asking']);
  });

  it('is another try after a lost answer, and whether it is the last', () => {
    const unanswered = (triesLeft: number | null, until: string | null = inDays(1)) =>
      comingUp({ ...facts, grant: { ...grant, request: { kind: 'unanswered', until, triesLeft } } }, now)[0];
    expect(unanswered(1)).toMatchObject({ at: inDays(1), isDue: false, isLast: true, isOut: false });
    expect(unanswered(0)).toMatchObject({ isLast: false, isOut: true });
    expect(unanswered(null, null)).toMatchObject({ at: grant.nextRefreshAt, isLast: false, isOut: false });
  });

  it('is nothing for a grant that was ended, whatever stands in its columns, until somebody acts', () => {
    const stopped = { stoppedAt: inDays(-1) };
    expect(kinds({}, stopped)).toEqual(['nothing']);
    expect(kinds({ health: 'needs_consent' }, stopped)).toEqual(['person']);
    expect(kinds({ health: 'blocked' }, stopped)).toEqual(['policy']);
  });

  it('asks for a new secret from thirty days before its end', () => {
    const tone = (days: number) => comingUp({ ...facts, clientSecretExpiresAt: inDays(days) }, now)[1];
    expect(tone(31)).toMatchObject({ tone: 'off' });
    expect(tone(30)).toMatchObject({ tone: 'warn' });
    expect(tone(0)).toMatchObject({ tone: 'warn' });
    expect(tone(-1)).toMatchObject({ tone: 'bad' });
    expect(kinds({ clientSecretExpiresAt: inDays(5), hasClientSecret: false })).toEqual(['renewal']);
  });

  it('tells the day that the provider named from the first day on, and puts the sooner end first', () => {
    const testing = { refreshTokenEndsAt: inDays(7), refreshTokenIdleDays: null };
    expect(kinds({ clientSecretExpiresAt: inDays(5) }, testing)).toEqual(['renewal', 'secret', 'named']);
    expect(kinds({ clientSecretExpiresAt: inDays(9) }, testing)).toEqual(['renewal', 'named', 'secret']);
  });

  it('tells of disuse once it has lasted', () =>
    expect(kinds({}, { refreshTokenEndsAt: inDays(20) })).toEqual(['renewal', 'unused']));

  it('is nothing but that, once its rule has ended it', () =>
    expect(kinds({}, { refreshTokenEndsAt: inDays(-1) })).toEqual(['nothing', 'over']));
});
