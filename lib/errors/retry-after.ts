const httpDate = /^[A-Z][a-z]{2},/;

/** How long `Retry-After` asks to wait, in milliseconds: seconds or a date (RFC 9110 §10.2.3). Anything else is undefined. */
export function retryAfterMs(value: string | null, now = Date.now()): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = httpDate.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
