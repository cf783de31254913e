import { expect, it } from 'vitest';
import { servesUntil } from './serves-until.ts';

const minuteMs = 60_000;
const obtainedAt = new Date('2026-11-22T15:00:00Z');

it.each([
  ['an hour, less what the provider wants left of it', 60, '2026-11-22T15:49:00.000Z'],
  ['half of a life that is short', 10, '2026-11-22T15:05:00.000Z'],
])('%s', (_what, lifeMinutes, until) => {
  const expiresAt = new Date(obtainedAt.getTime() + lifeMinutes * minuteMs);
  expect(servesUntil({ obtainedAt, expiresAt }, { minTokenLifeMs: 11 * minuteMs }).toISOString()).toBe(until);
});
