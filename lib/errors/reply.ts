import type { TransportId } from '#lib/transports/schema.ts';

/**
 * What a provider answered, exactly, or how it failed to answer. Never holds a secret, so it may be
 * stored, logged and shown.
 */
export type Reply = {
  /** Who spoke: the authorization server, the service behind a transport, or nobody. */
  protocol: 'oauth' | 'network' | TransportId;
  /** HTTP status or SMTP reply code (RFC 5321 §4.2). Absent when there was no answer. */
  status?: number;
  /** OAuth `error`, the HTTP API's own code, SMTP enhanced status code (RFC 3463), or the system's error code. */
  code?: string;
  /** Entra's `error_codes` (AADSTS numbers). */
  numbers?: number[];
  /** Entra's `suberror`, Google's `error_subtype`. */
  suberror?: string;
  /** The provider's own words, as received, without control characters. */
  text: string;
  /** What an SMTP server gave as its reason before the reply itself (the challenge of a refused XOAUTH2), decoded. */
  challenge?: string;
  /** From `Retry-After`, in milliseconds. */
  retryAfterMs?: number;
};
