import { expect, it } from 'vitest';
import { namedEnd } from './named-end.ts';

const sevenDays = new Date('2026-11-29T10:00:00Z');
const askedAt = new Date('2026-11-22T10:00:00Z');
const later = (ms: number) => new Date(sevenDays.getTime() + ms);

it('stays where an answer says nothing of it', () => {
  expect(namedEnd(sevenDays, undefined, false, later(-1))).toBe(sevenDays);
  expect(namedEnd(sevenDays, undefined, true, later(60_000))).toBe(sevenDays);
  expect(namedEnd(null, undefined, false, askedAt)).toBeNull();
});

it.each([true, false])('is forgotten where a token is granted after it: a new one %s', (isNew) =>
  expect(namedEnd(sevenDays, undefined, isNew, later(60_001))).toBeNull(),
);

it('is taken where none was known', () => expect(namedEnd(null, sevenDays, false, askedAt)).toBe(sevenDays));

it.each([-20_000, -1_000, 999, 20_000, 60_000])('does not drift by %i ms', (ms) =>
  expect(namedEnd(sevenDays, later(ms), false, askedAt)).toBe(sevenDays),
);

it('does not add up: a thousand answers, each a second off the same way', () => {
  let known: Date | null = sevenDays;
  for (let answers = 0; answers < 1_000; answers += 1) known = namedEnd(known, later(1_000), false, askedAt);
  expect(known).toBe(sevenDays);
});

it.each([-3 * 86_400_000, -60_001, 86_400_000])('moves by %i ms, which is meant', (ms) =>
  expect(namedEnd(sevenDays, later(ms), false, askedAt)).toEqual(later(ms)),
);

it('is a new token’s own, however close', () =>
  expect(namedEnd(sevenDays, later(1_000), true, askedAt)).toEqual(later(1_000)));
