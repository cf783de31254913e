import { EgressError } from '#lib/egress/index.ts';
import { type Reply, retryAfterMs, storableReply } from '#lib/errors/index.ts';
import { errorReply, isErrorBody } from './refusals.ts';
import { OAuthNoAnswer, OAuthRefusal } from './types.ts';

/** The token endpoint's answer, read to the end, and the secrets that were sent with the request. */
export type RawAnswer = { response: Response; body: string; sent: readonly string[] };

/** Runs one request and reads the whole answer. Throws OAuthNoAnswer when there is none. */
export async function readWhole(request: () => Promise<Response>, sent: readonly string[] = []): Promise<RawAnswer> {
  try {
    const response = await request();
    return { response, body: await response.text(), sent };
  } catch (error) {
    // Whatever else is thrown is a bug, not an answer.
    if (!(error instanceof EgressError)) throw error;
    const { reply, requestSent } = error;
    throw new OAuthNoAnswer(storableReply(reply, sent), requestSent && mayBeUsedUp(reply.status));
  }
}

/** Whether a server that answers like this may have used up what it was sent; without a status nobody knows. */
function mayBeUsedUp(status: number | undefined): boolean {
  return status === undefined || status < 300 || (status >= 500 && status !== 503);
}

/** The token endpoint's successful JSON, fit to be processed further. */
export type TokenJson = { access_token: string; token_type: string } & Record<string, unknown>;

/**
 * Tells a usable token answer from a refusal and from no answer. What matters is whether the server may have used up
 * the refresh token: a JSON error, a redirect, any 4xx and 503 say it did not; a page with 200, a gateway's 5xx and a
 * broken-off JSON leave it open. Texts of successful answers are never quoted: they may hold tokens.
 */
export function tokenJson(answer: RawAnswer): TokenJson {
  const { response, sent } = answer;
  const json = parseJson(answer.body);
  if (response.status === 429 || response.status >= 500) throw unavailable(answer, json);
  if (response.status >= 400 && isErrorBody(json)) throw new OAuthRefusal(errorReply(json, response, sent));
  const problem = unusable(response, json);
  if (problem) throw new OAuthNoAnswer(unusableReply(answer, problem), mayBeUsedUp(response.status));
  return json as TokenJson;
}

/** A server that cannot answer now: 429 or 5xx, in whatever form it says so. */
export function unavailable({ response, sent }: RawAnswer, json: unknown): OAuthNoAnswer {
  const isError = isErrorBody(json);
  const reply: Reply = {
    protocol: 'oauth',
    status: response.status,
    text: `${withoutError(response)}.`,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  };
  const saidNo = isError && response.status !== 502 && response.status !== 504;
  const presented = !saidNo && mayBeUsedUp(response.status);
  return new OAuthNoAnswer(isError ? errorReply(json, response, sent) : storableReply(reply, sent), presented);
}

function unusable(response: Response, json: unknown): string | undefined {
  if (response.status >= 400) return withoutError(response);
  if (response.status !== 200) return `HTTP ${response.status}`;
  if (typeof json !== 'object' || json === null) return `a body that is not complete JSON (${contentType(response)})`;
  if (!('access_token' in json) || typeof json.access_token !== 'string' || json.access_token === '') {
    return 'JSON without an access token';
  }
  const type = 'token_type' in json ? json.token_type : undefined;
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') return 'a token that is not a bearer token';
  return undefined;
}

/** `endpoint`: which one answered so, in words. */
export function unusableReply({ response, sent }: RawAnswer, problem: string, endpoint = 'token endpoint'): Reply {
  const reply: Reply = {
    protocol: 'oauth',
    status: response.status,
    code: 'invalid_answer',
    text: `The ${endpoint} answered with ${problem}.`,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  };
  return storableReply(reply, sent);
}

export function withoutError(response: Response): string {
  return `HTTP ${response.status} without an OAuth error (${contentType(response)})`;
}

export function contentType(response: Response): string {
  return response.headers.get('content-type')?.slice(0, 100) ?? 'no content type';
}

export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
