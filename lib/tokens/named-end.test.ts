import { expect, it } from 'vitest';
import { namedEnd } from './named-end.ts';

const sevenDays = new Date('2026-11-29T10:00:00Z');
const later = (ms: number) => new Date(sevenDays.getTime() + ms);

it('stays where an answer says nothing of it', () => {
  expect(namedEnd(sevenDays, undefined, false)).toBe(sevenDays);
  expect(namedEnd(sevenDays, undefined, true)).toBe(sevenDays);
  expect(namedEnd(null, undefined, false)).toBeNull();
});

it('is taken where none was known', () => expect(namedEnd(null, sevenDays, false)).toBe(sevenDays));

it.each([-20_000, -1_000, 999, 20_000, 60_000])('does not drift by %i ms', (ms) =>
  expect(namedEnd(sevenDays, later(ms), false)).toBe(sevenDays),
);

it('does not add up: a thousand answers, each a second off the same way', () => {
  let known: Date | null = sevenDays;
  for (let answers = 0; answers < 1_000; answers += 1) known = namedEnd(known, later(1_000), false);
  expect(known).toBe(sevenDays);
});

it.each([-3 * 86_400_000, -60_001, 86_400_000])('moves by %i ms, which is meant', (ms) =>
  expect(namedEnd(sevenDays, later(ms), false)).toEqual(later(ms)),
);

it('is a new token’s own, however close', () => expect(namedEnd(sevenDays, later(1_000), true)).toEqual(later(1_000)));
