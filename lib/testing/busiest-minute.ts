import type { renewalTime } from '#lib/tokens/index.ts';

const minuteMs = 60_000;
const hours = 24;

/**
 * Reckons a day of renewals of connections that were all made in one minute: how much busier the busiest minute is than
 * the mean, from the first renewal on. Tokens live as long as Entra's do, 60 to 90 minutes.
 */
export function busiestToMean(connections: number, renew: typeof renewalTime): number {
  const minutes = Array.from({ length: hours * 60 }, () => 0);
  for (let connection = 0; connection < connections; connection += 1) {
    const lifeMs = (60 + 30 * Math.random()) * minuteMs;
    let atMs = Math.random() * minuteMs;
    for (;;) {
      atMs = renew(new Date(atMs), new Date(atMs + lifeMs), minuteMs).getTime();
      const minute = Math.floor(atMs / minuteMs);
      if (minute >= minutes.length) break;
      minutes[minute] = (minutes[minute] ?? 0) + 1;
    }
  }
  const counted = minutes.slice(minutes.findIndex((count) => count > 0));
  return (Math.max(...counted) * counted.length) / counted.reduce((sum, count) => sum + count, 0);
}
