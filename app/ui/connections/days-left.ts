const dayMs = 86_400_000;

/** Whole days until the last day of a secret, as the provider counts them (UTC): 0 today, negative once it is over. */
export function daysLeft(endsAt: string, nowMs: number): number {
  return Math.floor(Date.parse(endsAt) / dayMs) - Math.floor(nowMs / dayMs);
}
