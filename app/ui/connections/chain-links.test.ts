import { expect, it } from 'vitest';
import { chainLinks } from './chain-links.ts';

const link = (generation: number) => ({
  generation,
  by: 'rotation' as const,
  consentedBy: null,
  receivedAt: '2026-11-22T14:00:00.000Z',
  replacedAt: null,
  timesKept: 0,
  keptAt: null,
  failures: 0,
});
const drawn = (...generations: number[]) =>
  chainLinks(generations.map(link)).map((one) => (one.kind === 'gap' ? `${one.count} more` : one.of.generation));

it('puts a number in the place of those that are not told', () =>
  expect(drawn(17, 16, 12, 1)).toEqual([17, 16, '3 more', 12, '10 more', 1]));

it('leaves out none of a chain that is told whole', () => {
  expect(drawn(3, 2, 1)).toEqual([3, 2, 1]);
  expect(drawn()).toEqual([]);
});
