import { type Reply, retryAfterMs } from '#lib/errors/index.ts';
import { OAuthRefusal } from './types.ts';

const maxTextLength = 2_000;

/** The JSON of an error answer (RFC 6749 §5.2) with Entra's additions. */
export type ErrorBody = {
  error: string;
  error_description?: unknown;
  error_codes?: unknown;
  suberror?: unknown;
};

export function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string';
}

/** The AADSTS numbers of an answer: Entra's `error_codes`, else those in its text. */
function errorNumbers(codes: unknown, text: string): number[] | undefined {
  const listed = Array.isArray(codes) ? codes.filter((code) => Number.isSafeInteger(code)) : [];
  const written = [...text.matchAll(/\bAADSTS(\d{4,9})\b/g)].map((match) => Number(match[1]));
  const numbers = [...new Set<number>([...listed, ...written])];
  return numbers.length > 0 ? numbers : undefined;
}

/** The reply an error answer makes. A server may echo what it was sent, so the secrets that went out are cut out. */
export function errorReply(body: ErrorBody, response: Response, sent: readonly string[]): Reply {
  const text = withoutSecrets(typeof body.error_description === 'string' ? body.error_description : '', sent);
  return definedOnly({
    protocol: 'oauth',
    status: response.status,
    code: withoutSecrets(body.error, sent),
    numbers: errorNumbers(body.error_codes, text),
    suberror: typeof body.suberror === 'string' ? body.suberror : undefined,
    text: text || body.error,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  });
}

/** The refusal a redirect carries (RFC 6749 §4.1.2.1). */
export function redirectRefusal(parameters: URLSearchParams): OAuthRefusal {
  const error = parameters.get('error') ?? '';
  const text = (parameters.get('error_description') || error).slice(0, maxTextLength);
  return new OAuthRefusal(
    definedOnly({
      protocol: 'oauth',
      code: error.slice(0, 200),
      numbers: errorNumbers(undefined, text),
      suberror: parameters.get('error_subcode') ?? undefined,
      text,
    }),
  );
}

/** We refuse, because what came is not what was asked for. The provider said nothing wrong itself. */
export function ownRefusal(
  code: 'invalid_callback' | 'state_mismatch' | 'issuer_mismatch' | 'id_token_invalid',
  text: string,
): OAuthRefusal {
  return new OAuthRefusal({ protocol: 'oauth', code, text });
}

function withoutSecrets(text: string, sent: readonly string[]): string {
  const secrets = sent.filter((secret) => secret.length >= 8);
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text).slice(0, maxTextLength);
}

/** Absent rather than undefined: a reply is stored as JSON and compared. */
export function definedOnly(reply: Reply): Reply {
  return Object.fromEntries(Object.entries(reply).filter(([, value]) => value !== undefined)) as Reply;
}
