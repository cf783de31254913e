import { expect, it } from 'vitest';
import { lastDay } from './last-day.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const secret = (endsOn: string | null) => ({
  clientSecret: 'sealed' as string | null,
  clientSecretExpiresAt: endsOn === null ? null : day(endsOn),
  secretEndSource: 'entered' as 'entered' | 'provider' | 'certificate',
});
const grant = { stoppedAt: null as Date | null, refreshTokenExpiresAt: null as Date | null };
const idleEnd = day('2027-02-20');

it('is the soonest of those that are known', () => {
  expect(lastDay(secret(null), grant, idleEnd)).toEqual({ at: idleEnd, rule: 'unused' });
  expect(lastDay(secret('2028-01-01'), grant, idleEnd)).toEqual({ at: idleEnd, rule: 'unused' });
  expect(lastDay(secret('2026-12-14'), grant, idleEnd)).toEqual({ at: day('2026-12-15'), rule: 'secret' });
});

it('is the one a provider named in the place of its rule', () => {
  const testing = { ...grant, refreshTokenExpiresAt: day('2026-11-29') };
  expect(lastDay(secret('2026-12-14'), testing, idleEnd)).toEqual({ at: day('2026-11-29'), rule: 'named' });
});

it('is the instant that the provider named, where it lists the secret', () => {
  const listed = { ...secret('2026-12-14'), secretEndSource: 'provider' as const };
  expect(lastDay(listed, grant, idleEnd)).toEqual({ at: day('2026-12-14'), rule: 'secret' });
});

it('is the day that a certificate tells, which is kept without its hour', () => {
  const own = { ...secret('2026-12-14'), secretEndSource: 'certificate' as const };
  expect(lastDay(own, grant, idleEnd)).toEqual({ at: day('2026-12-15'), rule: 'secret' });
});

it('of an application’s grant is its secret’s', () => {
  expect(lastDay(secret('2026-12-14'), grant, null)).toMatchObject({ rule: 'secret' });
  expect(lastDay(secret(null), grant, null)).toBeNull();
});

it('asks nothing of a secret that is forgotten, or of a grant that has ended', () => {
  expect(lastDay({ ...secret('2026-12-14'), clientSecret: null }, grant, null)).toBeNull();
  expect(lastDay(secret('2026-12-14'), { ...grant, stoppedAt: day('2026-11-22') }, idleEnd)).toBeNull();
});
