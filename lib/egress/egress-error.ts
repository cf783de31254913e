import type { Reply } from '#lib/errors/index.ts';

/**
 * Our own words for what did not happen; besides them `reply.code` is a code of Node's DNS, TCP or TLS
 * (`ENOTFOUND`, `ECONNREFUSED`, `CERT_HAS_EXPIRED`, …).
 */
export type EgressCode =
  /** Not a host, a port or a URL that can be called. */
  | 'EGRESS_ADDRESS'
  /** Refused by policy: a private or reserved address, or http:// without an allow-list entry. */
  | 'EGRESS_DENIED'
  /** Refused by policy: a public host, at a port that nothing of its kind uses. */
  | 'EGRESS_PORT'
  /** The proxy itself: no connection to it. */
  | 'EPROXY_UNREACHABLE'
  /** The proxy takes nobody without signing in, or not as this one. */
  | 'EPROXY_AUTH'
  /** The proxy does not let anybody through to the target. */
  | 'EPROXY_REFUSED'
  /** The proxy tried, and could not reach the target. */
  | 'EPROXY_TARGET'
  /** The target's name is not known here, where it must be looked up before a proxy is asked. */
  | 'EPROXY_NAME'
  /** What listens there does not speak as a proxy of this kind does, or hung up. */
  | 'EPROXY_PROTOCOL'
  | 'EREDIRECT'
  | 'ETIMEDOUT'
  /** The caller's own signal. */
  | 'EABORTED'
  /** The answer is larger than the caller takes. */
  | 'ETOOLARGE'
  /** The certificates to trust are not PEM certificates. */
  | 'ECACERTIFICATE'
  /** The other side closed before its answer was there, or was whole. */
  | 'ECONNECTION'
  /** The other side does not speak HTTP. */
  | 'EPROTOCOL';

/** No usable answer from outside. `requestSent` is false only when certainly no byte of the request left. */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  readonly reply: Reply;
  readonly requestSent: boolean;

  constructor(reply: Reply, requestSent: boolean, options?: { cause?: unknown }) {
    super(reply.text, options);
    this.reply = reply;
    this.requestSent = requestSent;
  }
}

/** An EgressError of our own making. */
export function egressError(code: EgressCode, text: string, requestSent = false, cause?: unknown): EgressError {
  return new EgressError({ protocol: 'network', code, text }, requestSent, { cause });
}

/** Turns what Node or undici threw into an EgressError; one that is one already keeps its words. */
export function asEgressError(thrown: unknown, requestSent: boolean): EgressError {
  if (thrown instanceof EgressError) {
    return thrown.requestSent === requestSent ? thrown : new EgressError(thrown.reply, requestSent, { cause: thrown });
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = systemCode(error) ?? 'EPROTOCOL';
  return new EgressError({ protocol: 'network', code, text: error.message || code }, requestSent, { cause: error });
}

/** undici's words for a connection that ended where none was expected to. */
const closed = ['UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'];

function systemCode(error: Error & { code?: unknown }): string | undefined {
  if (typeof error.code !== 'string') return undefined;
  if (closed.includes(error.code)) return 'ECONNECTION';
  // undici's other codes and llhttp's say only that HTTP was not spoken as it should.
  return /^(UND_ERR|HPE)_/.test(error.code) ? 'EPROTOCOL' : error.code;
}
