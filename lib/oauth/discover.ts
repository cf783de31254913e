import * as oauth from 'oauth4webapi';
import { requestOptions } from './authorization-server.ts';
import { errorReply, isErrorBody, ownRefusal } from './refusals.ts';
import { parseJson, type RawAnswer, readWhole } from './token-request.ts';
import { type Fetch, OAuthNoAnswer, OAuthRefusal } from './types.ts';

/** What is taken over from a discovery document. Its endpoints are not: those change only by an administrator's act. */
export type Discovered = {
  issuer: string;
  jwksUri: string;
  idTokenAlgorithms: string[];
  /** RFC 9207: then a callback without `iss` is refused. */
  promisesIssuerParameter: boolean;
};

/** Signatures anyone with the public key can check. `none` and shared-secret ones never count, whatever is promised. */
const asymmetric = new Set(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']);

function discoveryRequest({ issuer, fetch }: { issuer: string; fetch: Fetch }): Promise<RawAnswer> {
  return readWhole(() => oauth.discoveryRequest(new URL(issuer), requestOptions(issuer, fetch)));
}

/** Reads a discovery document; refuses one whose issuer is not the configured one to the letter (OpenID Discovery §4.3). */
function processDiscovery({ response, body }: RawAnswer, issuer: string): Discovered {
  const json = parseJson(body);
  if (response.status !== 200) throw unavailable(response, json);
  const document = asRecord(json);
  if (document.issuer !== issuer) {
    const named = typeof document.issuer === 'string' ? `“${document.issuer.slice(0, 300)}”` : 'no issuer';
    throw ownRefusal('issuer_mismatch', `The discovery document names ${named}; configured is “${issuer}”.`);
  }
  return {
    issuer,
    jwksUri: requireKeysUrl(document.jwks_uri, issuer),
    idTokenAlgorithms: algorithms(document.id_token_signing_alg_values_supported),
    promisesIssuerParameter: document.authorization_response_iss_parameter_supported === true,
  };
}

/** Fetches and checks the metadata of an authorization server. Throws OAuthRefusal or OAuthNoAnswer (not presented). */
export async function discover(input: { issuer: string; fetch: Fetch }): Promise<Discovered> {
  try {
    return processDiscovery(await discoveryRequest(input), input.issuer);
  } catch (error) {
    // No token travels with this request, so nothing can have been used up by it.
    throw error instanceof OAuthNoAnswer ? new OAuthNoAnswer(error.reply, false) : error;
  }
}

function unavailable(response: Response, json: unknown): Error {
  const reply = isErrorBody(json)
    ? errorReply(json, response, [])
    : {
        protocol: 'oauth' as const,
        status: response.status,
        code: 'invalid_answer',
        text: `The discovery document answered HTTP ${response.status}.`,
      };
  const isPassing = response.status === 429 || response.status >= 500;
  return isPassing ? new OAuthNoAnswer(reply, false) : new OAuthRefusal(reply);
}

function asRecord(json: unknown): Record<string, unknown> {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}

/** Keys over plain http could be anyone's; only where the issuer itself is plain http (the operator's own) may they be. */
function requireKeysUrl(value: unknown, issuer: string): string {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  const isAsSafeAsIssuer = url?.protocol === 'https:' || (url !== null && url.protocol === new URL(issuer).protocol);
  if (!url || !isAsSafeAsIssuer) {
    throw ownRefusal('issuer_mismatch', 'The discovery document names no usable address of its signing keys.');
  }
  return url.href;
}

function algorithms(value: unknown): string[] {
  const named = Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : ['RS256'];
  return named.filter((name) => asymmetric.has(name));
}
