import { EgressError } from '#lib/egress/index.ts';
import { retryAfterMs } from '#lib/errors/index.ts';
import { definedOnly, errorReply, isErrorBody } from './refusals.ts';
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
    throw error instanceof EgressError ? new OAuthNoAnswer(error.reply, error.requestSent) : error;
  }
}

/** The token endpoint's successful JSON, fit to be processed further. */
export type TokenJson = { access_token: string; token_type: string } & Record<string, unknown>;

/**
 * Tells a usable token answer from a refusal and from no answer. What matters is whether the server may have used up
 * the refresh token: a JSON error, 429 and 503 say it did not; a gateway's 5xx, a page of HTML with 200 and
 * a broken-off JSON leave it open. Texts of successful answers are never quoted: they may hold tokens.
 */
export function tokenJson({ response, body, sent }: RawAnswer): TokenJson {
  const json = parseJson(body);
  if (response.status === 429 || response.status >= 500) throw unavailable({ response, body, sent }, json);
  if (response.status >= 400) throw new OAuthRefusal(refusalReply({ response, body, sent }, json));
  const problem = unusable(response, json);
  if (problem) throw unusableAnswer(response, problem);
  return json as TokenJson;
}

function unavailable(answer: RawAnswer, json: unknown): OAuthNoAnswer {
  const { response } = answer;
  const saidNo = isErrorBody(json) && response.status !== 502 && response.status !== 504;
  const presented = !saidNo && response.status !== 429 && response.status !== 503;
  return new OAuthNoAnswer(refusalReply(answer, json), presented);
}

function refusalReply({ response, sent }: RawAnswer, json: unknown) {
  if (isErrorBody(json)) return errorReply(json, response, sent);
  return definedOnly({
    protocol: 'oauth',
    status: response.status,
    text: `HTTP ${response.status} without an OAuth error (${contentType(response)}).`,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  });
}

function unusable(response: Response, json: unknown): string | undefined {
  if (response.status !== 200) return `HTTP ${response.status}`;
  if (typeof json !== 'object' || json === null) return `a body that is not complete JSON (${contentType(response)})`;
  if (!('access_token' in json) || typeof json.access_token !== 'string' || json.access_token === '') {
    return 'JSON without an access token';
  }
  const type = 'token_type' in json ? json.token_type : undefined;
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') return 'a token that is not a bearer token';
  return undefined;
}

function unusableAnswer(response: Response, problem: string): OAuthNoAnswer {
  const text = `The token endpoint answered with ${problem}.`;
  return new OAuthNoAnswer({ protocol: 'oauth', status: response.status, code: 'invalid_answer', text }, true);
}

function contentType(response: Response): string {
  return response.headers.get('content-type')?.slice(0, 100) ?? 'no content type';
}

export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
