import { describe, expect, it } from 'vitest';
import { layLifeLine } from './lay-life-line.ts';
import { lifeData } from './life-data.ts';

const grant = {
  account: null,
  scopes: [],
  generation: 17,
  hasRefreshToken: true,
  consentedAt: '2026-11-09T10:00:00.000Z' as string | null,
  receivedAt: '2026-11-22T14:05:00.000Z',
  refreshTokenEndsAt: '2027-02-20T14:05:00.000Z' as string | null,
  refreshTokenIdleDays: 90 as number | null,
  lastRefreshAt: '2026-11-22T14:05:00.000Z',
  nextRefreshAt: '2026-11-22T15:20:00.000Z',
  stoppedAt: null as string | null,
  accessTokens: [],
};
const facts = {
  grantKind: 'authorization_code' as 'authorization_code' | 'client_credentials',
  health: 'working' as 'working' | 'retrying' | 'invalid' | 'needs_consent',
  hasClientSecret: true,
  clientSecretExpiresAt: null as string | null,
  secretEndSource: 'entered' as 'entered' | 'provider',
  problem: null,
  grant,
};
const life = {
  beganAt: '2026-11-09T10:00:01.000Z' as string | null,
  renewals: 2,
  renewedAt: ['2026-11-15T10:00:00.000Z', '2026-11-22T14:05:00.000Z'],
  failedAt: [],
  failingSince: null as string | null,
};
const problem = {
  code: 'timed_out',
  class: 'transient' as const,
  title: '',
  why: '',
  cure: '',
  fields: [],
  reply: { protocol: 'network' as const, text: '' },
};
const application = {
  ...facts,
  grantKind: 'client_credentials' as const,
  grant: { ...grant, hasRefreshToken: false, consentedAt: null, refreshTokenEndsAt: null, refreshTokenIdleDays: null },
};
const tried = { ...life, failingSince: '2026-11-22T15:20:00.000Z' };

describe('the last day', () => {
  it('follows from disuse, where nobody named another', () =>
    expect(lifeData(facts, life)?.end).toEqual({
      at: Date.parse('2027-02-20T14:05:00Z'),
      rule: 'unused',
      days: 90,
    }));

  it('is the one the provider named: seven days of a Google app in Testing', () => {
    const testing = { ...grant, refreshTokenEndsAt: '2026-11-16T09:59:59.000Z', refreshTokenIdleDays: null };
    expect(lifeData({ ...facts, grant: testing }, life)?.end).toMatchObject({ rule: 'named', days: 7 });
  });

  it('of an application’s is its secret’s, to the last minute of that day in UTC', () => {
    const data = lifeData({ ...application, clientSecretExpiresAt: '2026-12-14T00:00:00.000Z' }, life);
    expect(data?.end).toEqual({ at: Date.parse('2026-12-15T00:00:00Z'), rule: 'secret', days: 0 });
    expect(data?.secretEndsAt).toBeNull();
    expect(data && layLifeLine(data, Date.parse('2026-12-14T23:59:00Z')).state).toBe('alive');
  });

  it('of an application’s is to the instant where its provider lists the secret', () => {
    const listed = { ...application, secretEndSource: 'provider' as const };
    const end = lifeData({ ...listed, clientSecretExpiresAt: '2026-12-14T08:10:00.000Z' }, life)?.end;
    expect(end).toMatchObject({ at: Date.parse('2026-12-14T08:10:00Z'), rule: 'secret' });
  });

  it('is unknown where nobody entered it, or the secret is forgotten', () => {
    expect(lifeData(application, life)?.end).toBeNull();
    const forgotten = { ...application, hasClientSecret: false, clientSecretExpiresAt: '2026-12-14T00:00:00.000Z' };
    expect(lifeData(forgotten, life)?.end).toBeNull();
  });
});

describe('the beginning', () => {
  it('is the consent', () =>
    expect(lifeData(facts, life)?.began).toEqual({ by: 'consent', at: Date.parse('2026-11-09T10:00:00Z') }));

  it('is the first token where nobody consents', () =>
    expect(lifeData(application, life)?.began).toEqual({ by: 'token', at: Date.parse('2026-11-09T10:00:01Z') }));

  it('is still to come before either', () => expect(lifeData(application, { ...life, beganAt: null })).toBeNull());
});

describe('trouble', () => {
  it('passes, or waits for a setting', () => {
    expect(lifeData({ ...facts, health: 'retrying', problem }, tried)?.failing).toMatchObject({ passing: true });
    expect(lifeData({ ...facts, health: 'invalid', problem }, tried)?.failing).toMatchObject({ passing: false });
  });

  it('with a delivery is none of the grant’s', () =>
    expect(lifeData({ ...facts, health: 'retrying', problem }, life)?.failing).toBeNull());

  it('that ended the grant is its end', () => {
    const stopped = { ...grant, stoppedAt: '2026-11-22T15:20:00.000Z' };
    const data = lifeData({ ...facts, health: 'needs_consent', problem, grant: stopped }, tried);
    expect(data).toMatchObject({ failing: null, stoppedAt: Date.parse('2026-11-22T15:20:00Z') });
  });
});
