import { errorReply, isErrorBody, ownRefusal } from './refusals.ts';
import { contentType, parseJson, readWhole } from './token-request.ts';
import { type Fetch, OAuthNoAnswer, OAuthRefusal } from './types.ts';

const oidc = '/.well-known/openid-configuration';
const oauth2 = '/.well-known/oauth-authorization-server';

/** What an authorization server says of itself, under the name it was looked for by (RFC 8414 §2). */
export type Metadata = Record<string, unknown> & { issuer: string };

type Search = {
  /** In the order they are asked. */
  places: readonly string[];
  /** Those the document may name, the one that is meant first. */
  issuers: readonly [string, ...string[]];
  fetch: Fetch;
};

/**
 * Where the document of an issuer may be, in the order asked: behind it (OpenID Connect Discovery §4), or between its
 * host and its path, under the name of either (RFC 8414 §3.1 and §5). A slash at its end is left out in all three.
 */
export function placesOf(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [...new Set([`${origin}${path}${oidc}`, `${origin}${oauth2}${path}`, `${origin}${oidc}${path}`])];
}

/**
 * Looks for an authorization server's document. An answer that is none (a refusal, a redirect, a page, other JSON) leads
 * on to the next place; a document that names none of `issuers` to the letter ends the search (RFC 8414 §3.3).
 *
 * @returns the document, or, as `absent`, what the first place answered
 * @throws OAuthRefusal `issuer_mismatch`; OAuthNoAnswer (not presented) where nobody can tell whether there is one
 */
export async function findMetadata(search: Search): Promise<{ document: Metadata } | { absent: OAuthRefusal }> {
  const failures: (OAuthRefusal | OAuthNoAnswer)[] = [];
  for (const place of search.places) {
    const read = await readAt(place, search.fetch);
    if (!(read instanceof Error)) return { document: requireIssuer(read, search.issuers) };
    failures.push(read);
  }
  // One that cannot answer now may promise what must not be overlooked (RFC 9207).
  const passing = failures.find((failure) => failure instanceof OAuthNoAnswer);
  if (passing) throw passing;
  return { absent: failures[0] as OAuthRefusal };
}

/** Also answers, in egress's words. */
const answersToo = ['EREDIRECT', 'ETOOLARGE'];

async function readAt(place: string, fetch: Fetch): Promise<Record<string, unknown> | OAuthRefusal | OAuthNoAnswer> {
  try {
    const { response, body } = await readWhole(() =>
      fetch(place, { method: 'GET', headers: { accept: 'application/json' }, redirect: 'manual' }),
    );
    const json = parseJson(body);
    return response.status === 200 && isMetadata(json) ? json : noDocument(place, response, json);
  } catch (error) {
    if (!(error instanceof OAuthNoAnswer)) throw error;
    if (answersToo.includes(error.reply.code ?? '')) return new OAuthRefusal(error.reply);
    // No token travels with this request, so nothing can have been used up by it.
    throw new OAuthNoAnswer(error.reply, false);
  }
}

/** A server that answers everything with the same JSON has no document; one without an issuer is a wrong one. */
function isMetadata(json: unknown): json is Record<string, unknown> {
  if (typeof json !== 'object' || json === null) return false;
  return ['issuer', 'authorization_endpoint', 'token_endpoint'].some((name) => name in json);
}

function noDocument(place: string, response: Response, json: unknown): OAuthRefusal | OAuthNoAnswer {
  const { status } = response;
  const text = `No discovery document: ${place.slice(0, 300)} answered HTTP ${status} (${contentType(response)}).`;
  const reply = isErrorBody(json)
    ? errorReply(json, response, [])
    : { protocol: 'oauth' as const, status, code: 'invalid_answer', text };
  return status === 429 || status >= 500 ? new OAuthNoAnswer(reply, false) : new OAuthRefusal(reply);
}

function requireIssuer(document: Record<string, unknown>, issuers: Search['issuers']): Metadata {
  const { issuer } = document;
  if (typeof issuer === 'string' && issuers.includes(issuer)) return { ...document, issuer };
  const named = typeof issuer === 'string' ? `“${issuer.slice(0, 300)}”` : 'no issuer';
  throw ownRefusal('issuer_mismatch', `The discovery document names ${named}; configured is “${issuers[0]}”.`);
}
