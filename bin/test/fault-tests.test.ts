import { expect, it } from 'vitest';
import { judge } from './fault-tests.ts';

const seen = { figure: '20 refreshes', isGood: true, control: '1 of 20 served', controlWasRed: true };

it.each([
  ['good', {}],
  ['red', { isGood: false }],
  ['red', { controlWasRed: false }],
])('is %s where %o', (verdict, change) => {
  expect(judge({ ...seen, ...change }).verdict).toBe(verdict);
});
