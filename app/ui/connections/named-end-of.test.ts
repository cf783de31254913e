import { expect, it } from 'vitest';
import { namedEndOf } from './named-end-of.ts';

const now = Date.parse('2026-11-22T10:30:00Z');
const refreshTokenEndsAt = '2026-11-29T10:29:59.000Z';
const grant = { refreshTokenEndsAt, refreshTokenIdleDays: null, stoppedAt: null, hasRefreshToken: true };
const fixedEndPage = 'https://console.cloud.google.com/auth/audience';
const facts = { stage: 'candidate' as const, fixedEndPage, grant };
const changed = (change: object) => namedEndOf({ ...facts, grant: { ...grant, ...change } }, now);

it('is told from the consent on, before and after the connection goes to work', () => {
  expect(namedEndOf(facts, now)).toBe(Date.parse(refreshTokenEndsAt));
  expect(namedEndOf({ ...facts, stage: 'active' }, now)).toBe(Date.parse(refreshTokenEndsAt));
});

it('is none of a grant that use keeps alive, that has ended, or that is history', () => {
  expect(changed({ refreshTokenIdleDays: 90 })).toBeNull();
  expect(changed({ refreshTokenEndsAt: null })).toBeNull();
  expect(changed({ stoppedAt: '2026-11-22T10:00:00.000Z' })).toBeNull();
  expect(changed({ hasRefreshToken: false })).toBeNull();
  expect(namedEndOf(facts, Date.parse(refreshTokenEndsAt))).toBeNull();
  expect(namedEndOf({ ...facts, stage: 'retired' }, now)).toBeNull();
  expect(namedEndOf({ ...facts, grant: null }, now)).toBeNull();
});

it('is none where nobody knows that it stays', () =>
  expect(namedEndOf({ ...facts, fixedEndPage: null }, now)).toBeNull());
