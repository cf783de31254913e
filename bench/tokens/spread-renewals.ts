import type { Measurement } from '#bench/measurement.ts';
import { busiestToMean } from '#lib/testing/busiest-minute.ts';
import { renewalTime } from '#lib/tokens/index.ts';

const connections = 100_000;

export const spreadRenewals: Measurement = {
  what: `the renewals of ${connections} connections that were all made in one minute, a day of them reckoned`,
  target: 'the busiest minute ≤ 2 × the mean',
  run: async () => {
    const ratio = busiestToMean(connections, renewalTime);
    return { figure: `${ratio.toFixed(2)} ×`, isReached: ratio <= 2 };
  },
};
