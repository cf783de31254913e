const minuteMs = 60_000;

/** However short a server's tokens live, it is not asked more often than this. */
const leastWaitMs = 5_000;

/**
 * When the worker renews an access token ahead of time: 5–10 minutes before it is too short-lived to be used
 * (`minTokenLifeMs` before its end), or at 70–80 % of a life too short for that. `random` in [0, 1) spreads
 * connections that were made together.
 */
export function renewalTime(obtainedAt: Date, expiresAt: Date, minTokenLifeMs: number, random = Math.random()): Date {
  const lifeMs = expiresAt.getTime() - obtainedAt.getTime();
  const earlyMs = minTokenLifeMs + 5 * minuteMs * (1 + random);
  const waitMs = lifeMs > 2 * (minTokenLifeMs + 10 * minuteMs) ? lifeMs - earlyMs : lifeMs * (0.7 + 0.1 * random);
  return new Date(obtainedAt.getTime() + Math.max(leastWaitMs, waitMs));
}

/**
 * When a failed renewal is tried again: 5 s doubling to 30 minutes with full jitter on the upper half, and never
 * before the provider's own Retry-After.
 */
export function retryTime(now: Date, failures: number, retryAfterMs = 0, random = Math.random()): Date {
  const ceiling = Math.min(30 * minuteMs, 5_000 * 2 ** Math.min(failures, 20));
  return new Date(now.getTime() + Math.max(retryAfterMs, ceiling * (0.5 + 0.5 * random)));
}
