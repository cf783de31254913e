import type { ClamdAddress } from '#lib/config/index.ts';

/** A virus scanner that speaks the protocol of ClamAV's `clamd`. */
export type Scanner = ClamdAddress;

/** Why there is no verdict: in the scanner's own words, or how it failed to speak. May be stored, logged and shown. */
export type ScannerReply = {
  /** Who spoke: the scanner, or nobody. */
  protocol: 'clamd' | 'network';
  /** Of egress, or `SIZE_LIMIT`, `ERROR` and `EPROTOCOL` of a scanner that spoke. */
  code: string;
  text: string;
};

/** What a scanner says of a file. */
export type Verdict =
  | { kind: 'clean' }
  | { kind: 'infected'; signature: string }
  /** It takes no file of this size (StreamMaxLength): it answers, and did not look. */
  | { kind: 'too_large'; reply: ScannerReply }
  /** It did not answer, or with something else than a verdict. */
  | { kind: 'unreachable'; reply: ScannerReply };

/** Whether a scanner is there. Its version is null where it keeps that to itself. */
export type Check = { kind: 'answers'; version: string | null } | { kind: 'unreachable'; reply: ScannerReply };
