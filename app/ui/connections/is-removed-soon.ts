const soonMs = 2 * 86_400_000;

/** Whether the end of a candidate is so near that its page says it loudly. */
export function isRemovedSoon(removedAt: number, now: number): boolean {
  return removedAt - now <= soonMs;
}
