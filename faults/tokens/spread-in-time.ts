import type { FaultTest } from '#faults/fault-test.ts';
import { runInVitest } from '#faults/in-vitest.ts';
import { busiestToMean } from '#lib/testing/busiest-minute.ts';
import { renewalTime } from '#lib/tokens/index.ts';

const connections = 10_000;
const minuteMs = 60_000;

/** What one would write first: a few minutes before the end. */
const late: typeof renewalTime = (_obtainedAt, expiresAt) =>
  new Date(expiresAt.getTime() - minuteMs - 5 * minuteMs * (1 + Math.random()));

export const spreadInTime: FaultTest = {
  id: 'R8',
  what: `${connections} connections that were made in one minute, renewed for a day; grants that nobody uses, by a virtual clock`,
  target: 'the busiest minute ≤ 2 × the mean; touched long before 90 days and 6 months, and alive after them',
  run: async () => {
    const ratio = busiestToMean(connections, renewalTime);
    const lateRatio = busiestToMean(connections, late);
    const ran = await runInVitest(['lib/connections/time-travel', 'lib/tokens/who-uses.db.test.ts']);
    return {
      figure: `${ratio.toFixed(2)} ×; ${ran.passed} of ${ran.passed + ran.failed} journeys through time`,
      isGood: ratio <= 2 && ran.failed === 0 && ran.passed > 0,
      control: `minutes before the end: ${lateRatio.toFixed(2)} ×; without anybody to exercise it, gone ${ran.controlsPassed} of ${ran.controls} times`,
      controlWasRed: lateRatio > 2 && ran.controls > 0 && ran.controlsPassed === ran.controls,
    };
  },
};
