import { Secret } from '#lib/crypto/index.ts';
import { describeError } from './describe-error.ts';

const redacted = '[redacted]';

/** Names whose value is never logged, at any depth; compared in lower case without `-` and `_`. */
const secretNames = new Set(
  `authorization proxyauthorization cookie setcookie password passwordhash secret clientsecret apikey token
  accesstoken refreshtoken idtoken assertion clientassertion authorizationcode codeverifier verifier nonce
  setupcode keyring databaseurl wrapped`.split(/\s+/),
);

/** Whole parts of requests and mails: bodies, and who a mail is for, are not log fields. */
const privateNames = new Set(
  'body query searchparams form to cc bcc recipient recipients envelope html attachments raw'.split(' '),
);

const deepest = 8;

/** A copy of a log object without secrets, request bodies and recipients; errors reduced to what is known safe. */
export function redact(fields: Record<string, unknown>): Record<string, unknown> {
  return redactFields(fields, 0);
}

function redactFields(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redactField(name, value, depth)]));
}

function redactField(name: string, value: unknown, depth: number): unknown {
  const plainName = name.toLowerCase().replaceAll(/[-_]/g, '');
  const isHidden = secretNames.has(plainName) || privateNames.has(plainName);
  return isHidden && value !== null && value !== undefined ? redacted : redactValue(value, depth);
}

function redactValue(value: unknown, depth: number): unknown {
  if (value instanceof Secret) return redacted;
  if (value instanceof Error) return redactFields(describeError(value), depth + 1);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (depth >= deepest) return '[deeper]';
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (value instanceof Headers) return redactFields(Object.fromEntries(value), depth + 1);
  if (value instanceof URL) return `${value.origin}${value.pathname}`;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  return redactFields(value, depth + 1);
}

/** Second line of defence: secrets inside sentences, such as a callback's URL in a library's error. */
const secretTexts: [RegExp, string][] = [
  [
    /\b(code|state|nonce|access_token|refresh_token|id_token|client_secret|client_assertion|code_verifier|password)=[^\s&"'\\]+/gi,
    `$1=${redacted}`,
  ],
  [/\b(Bearer|Basic|XOAUTH2|OAUTHBEARER)\s+(?!realm\b)[\w.~+/=-]{8,}/gi, `$1 ${redacted}`],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, redacted],
  [/\bmg_[\w-]{8,}/g, redacted],
  [/\bpostgres(ql)?:\/\/[^\s@"\\]+@/gi, `postgres://${redacted}@`],
];

/** The finished line of the log, without anything shaped like a token, a code or a password in a URL. */
export function scrub(line: string): string {
  return secretTexts.reduce((text, [pattern, replacement]) => text.replaceAll(pattern, replacement), line);
}
