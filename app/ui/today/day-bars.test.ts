import { expect, it } from 'vitest';
import { dayBars } from './day-bars.ts';

const none = { testsAccepted: 0, testsRefused: 0, testsUnknown: 0, renewals: 0, renewalFailures: 0 };
const hour = (at: string, counts: Partial<typeof none> = {}) => ({
  at: `2026-11-22T${at}:00.000Z`,
  ...none,
  ...counts,
});

it('draws a single renewal small, and what failed beside what went well', () => {
  const bars = dayBars(
    { hours: [hour('00:00', { renewals: 1 }), hour('01:00'), hour('02:00', { renewals: 1, testsUnknown: 1 })] },
    Date.parse('2026-11-22T01:30:00Z'),
  );
  expect(bars).toMatchObject([
    { good: 1 / 3, bad: 0, isComing: false },
    { good: 0, bad: 0, isComing: false },
    { good: 1 / 3, bad: 1 / 3, isComing: true },
  ]);
});

it('fits the hour in which most happened', () => {
  const hours = [hour('00:00', { testsAccepted: 40, renewalFailures: 10 }), hour('01:00', { testsRefused: 5 })];
  expect(dayBars({ hours }, 0)).toMatchObject([
    { good: 0.8, bad: 0.2 },
    { good: 0, bad: 0.1 },
  ]);
});
