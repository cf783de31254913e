import { expect, it } from 'vitest';
import { retryAfterMs } from './index.ts';

it.each([
  ['17', 17_000],
  [' 0 ', 0],
  ['Sat, 21 Nov 2026 22:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 21:00:00 GMT', 0],
  ['-5', undefined],
  ['soon', undefined],
  ['1e9', undefined],
  // No server means years: nobody would look at the connection again for so long.
  ['86401', 86_400_000],
  ['999999999', 86_400_000],
  ['9'.repeat(30), 86_400_000],
  ['Fri, 21 Nov 2036 22:00:00 GMT', 86_400_000],
  [null, undefined],
])('reads %j as %j ms', (value, ms) => {
  expect(retryAfterMs(value, Date.parse('2026-11-21T22:00:00Z'))).toBe(ms);
});
