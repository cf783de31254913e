const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** Pauses after each failed try; together a day. After the last of them it is given up. */
const pausesMs = [5 * second, 30 * second, 2 * minute, 10 * minute, hour, 6 * hour, 17 * hour];

/**
 * When a delivery is tried again after so many tries, with jitter, and not before the receiver asked for; null when it
 * is given up.
 */
export function retryTime(now: Date, attempts: number, retryAfterMs = 0, random = Math.random()): Date | null {
  const pauseMs = pausesMs[attempts - 1];
  if (pauseMs === undefined) return null;
  return new Date(now.getTime() + Math.max(pauseMs * (0.9 + 0.2 * random), retryAfterMs));
}
