import { expect, it } from 'vitest';
import { endOfWhen, hasPassedSince, whenText } from './when.ts';

it('ends with its last moment', () => {
  expect(
    ['2025-05-01', '2026-12', '2027-H1', '2027-H2'].map((when) => new Date(endOfWhen(when)).toISOString()),
  ).toEqual([
    '2025-05-01T23:59:59.999Z',
    '2026-12-31T23:59:59.999Z',
    '2027-06-30T23:59:59.999Z',
    '2027-12-31T23:59:59.999Z',
  ]);
});

it('is told as exactly as it is known', () => {
  const half = (part: number, year: string) => `half ${part} of ${year}`;
  expect(['2025-05-01', '2026-12', '2027-H2'].map((when) => whenText(when, 'en-GB', half))).toEqual([
    '1 May 2025',
    'December 2026',
    'half 2 of 2027',
  ]);
});

it('says so once a day that was to come is over', () => {
  const deadline = { when: '2026-12', readOn: '2026-11-22' };
  expect(hasPassedSince(deadline, Date.parse('2026-12-31T12:00:00Z'))).toBe(false);
  expect(hasPassedSince(deadline, Date.parse('2027-01-01T00:00:00Z'))).toBe(true);
  expect(hasPassedSince({ when: '2025-05-01', readOn: '2026-11-22' }, Date.parse('2027-01-01T00:00:00Z'))).toBe(false);
});
