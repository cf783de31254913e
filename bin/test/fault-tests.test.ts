import { expect, it } from 'vitest';
import { judge, testsNamed } from './fault-tests.ts';

const seen = { figure: '20 refreshes', isGood: true, control: '1 of 20 served', controlWasRed: true };

it.each([
  ['good', {}],
  ['red', { isGood: false }],
  ['red', { controlWasRed: false }],
])('is %s where %o', (verdict, change) => {
  expect(judge({ ...seen, ...change }).verdict).toBe(verdict);
});

it('names groups and single tests, and nothing else', () => {
  expect(testsNamed('tokens').map(({ id }) => id)).toContain('R1');
  expect(testsNamed('R1')).toHaveLength(1);
  expect([...testsNamed('R0'), ...testsNamed('toString')]).toEqual([]);
});
