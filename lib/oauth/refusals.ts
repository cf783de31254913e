import { type Reply, retryAfterMs, storableReply } from '#lib/errors/index.ts';
import { OAuthRefusal } from './types.ts';

/** The JSON of an error answer (RFC 6749 §5.2) with the additions of Entra (`suberror`) and Google (`error_subtype`). */
export type ErrorBody = {
  error: string;
  error_description?: unknown;
  error_codes?: unknown;
  suberror?: unknown;
  error_subtype?: unknown;
};

/** Whether an authorization server said it: proxies and gateways answer with pages, or JSON of their own. */
export function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  return typeof body.error === 'string' && body.error.trim() !== '';
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
  const text = typeof body.error_description === 'string' ? body.error_description : '';
  return storableReply(
    {
      protocol: 'oauth',
      status: response.status,
      code: body.error,
      numbers: errorNumbers(body.error_codes, text),
      suberror: [body.suberror, body.error_subtype].find((name) => typeof name === 'string'),
      text,
      retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
    },
    sent,
  );
}

/** The refusal a redirect carries (RFC 6749 §4.1.2.1). What it knows of ours is the state. */
export function redirectRefusal(parameters: URLSearchParams): OAuthRefusal {
  const text = parameters.get('error_description') ?? '';
  const reply: Reply = {
    protocol: 'oauth',
    code: parameters.get('error') ?? '',
    numbers: errorNumbers(undefined, text),
    suberror: parameters.get('error_subcode') ?? undefined,
    text,
  };
  return new OAuthRefusal(storableReply(reply, [parameters.get('state') ?? '']));
}

/** We refuse, because what came is not what was asked for. The provider said nothing wrong itself. */
export function ownRefusal(
  code:
    | 'invalid_callback'
    | 'state_mismatch'
    | 'issuer_mismatch'
    | 'issuer_unknown'
    | 'id_token_invalid'
    | 'key_unreadable',
  text: string,
): OAuthRefusal {
  return new OAuthRefusal(storableReply({ protocol: 'oauth', code, text }, []));
}
