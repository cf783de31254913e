import { expect, it } from 'vitest';
import { daysLeft } from './days-left.ts';

const now = Date.parse('2026-11-22T15:20:00Z');

it.each([
  ['2026-11-23T00:00:00Z', 1],
  ['2026-11-22T00:00:00Z', 0],
  ['2026-11-21T00:00:00Z', -1],
  ['2026-12-22T00:00:00Z', 30],
])('a secret that ends on %s has %i days left', (endsAt, days) => expect(daysLeft(endsAt, now)).toBe(days));
