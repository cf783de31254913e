import type { Measurement } from '#bench/measurement.ts';
import { renewalTime } from '#lib/tokens/index.ts';

const connections = 100_000;
const hours = 24;
const minuteMs = 60_000;

export const spreadRenewals: Measurement = {
  what: `the renewals of ${connections} connections that were all made in one minute, ${hours} hours of them reckoned`,
  target: 'the busiest minute ≤ 2 × the mean',
  run: async () => {
    const minutes = renewalsByMinute();
    const mean = minutes.reduce((sum, count) => sum + count, 0) / minutes.length;
    const ratio = Math.max(...minutes) / mean;
    return {
      figure: `${Math.max(...minutes)} in the busiest minute, ${Math.round(mean)} in the mean: ${ratio.toFixed(2)} ×`,
      isReached: ratio <= 2,
    };
  },
};

/** From the first renewal on. Tokens live as long as Entra's do: 60 to 90 minutes. */
function renewalsByMinute(): number[] {
  const minutes = Array.from({ length: hours * 60 }, () => 0);
  for (let connection = 0; connection < connections; connection += 1) {
    const lifeMs = (60 + 30 * Math.random()) * minuteMs;
    let atMs = Math.random() * minuteMs;
    for (;;) {
      atMs = renewalTime(new Date(atMs), new Date(atMs + lifeMs), minuteMs).getTime();
      const minute = Math.floor(atMs / minuteMs);
      if (minute >= minutes.length) break;
      minutes[minute] = (minutes[minute] ?? 0) + 1;
    }
  }
  return minutes.slice(minutes.findIndex((count) => count > 0));
}
