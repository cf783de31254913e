const httpDate = /^[A-Z][a-z]{2},/;

/** Whatever a server asks for: nothing is left alone for longer than a day. */
const longestMs = 24 * 60 * 60_000;

/**
 * How long `Retry-After` asks to wait, in milliseconds, a day at most: seconds or a date (RFC 9110 §10.2.3). Anything
 * else is undefined.
 */
export function retryAfterMs(value: string | null, now = Date.now()): number | undefined {
  const text = value?.trim() ?? '';
  const at = httpDate.test(text) ? Date.parse(text) : Number.NaN;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : at - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), longestMs);
}
