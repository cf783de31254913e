/**
 * What a provider answered, exactly, or how it failed to answer. Never holds a secret, so it may be
 * stored, logged and shown.
 */
export type Reply = {
  protocol: 'oauth' | 'graph' | 'smtp' | 'network';
  /** HTTP status or SMTP reply code (RFC 5321 §4.2). Absent when there was no answer. */
  status?: number;
  /** OAuth `error`, Graph `error.code`, SMTP enhanced status code (RFC 3463), or the system's error code. */
  code?: string;
  /** Entra's `error_codes` (AADSTS numbers). */
  numbers?: number[];
  /** Entra's `suberror`, Google's `error_subtype`. */
  suberror?: string;
  /** The provider's own words, as received. */
  text: string;
  /** From `Retry-After`, in milliseconds. */
  retryAfterMs?: number;
};
