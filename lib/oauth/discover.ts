import * as oauth from 'oauth4webapi';
import { requestOptions } from './authorization-server.ts';
import { errorReply, isErrorBody, ownRefusal } from './refusals.ts';
import { parseJson, type RawAnswer, readWhole } from './token-request.ts';
import { type AuthorizationServer, type Fetch, OAuthNoAnswer, OAuthRefusal } from './types.ts';

/** What is taken over from a discovery document. Its endpoints are not: those change only by an administrator's act. */
export type Discovered = {
  issuer: string;
  /** Null where nothing is signed, as at a server that knows no OpenID Connect (RFC 8414 §2). */
  jwksUri: string | null;
  idTokenAlgorithms: string[];
  /** RFC 9207: then a callback without `iss` is refused. */
  promisesIssuerParameter: boolean;
};

/** Signatures anyone with the public key can check. `none` and shared-secret ones never count, whatever is promised. */
const asymmetric = new Set(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']);

type Place = 'oidc' | 'oauth2';

function discoveryRequest({ issuer, fetch }: { issuer: string; fetch: Fetch }, algorithm: Place): Promise<RawAnswer> {
  const options = { ...requestOptions(issuer, fetch), algorithm };
  return readWhole(() => oauth.discoveryRequest(new URL(issuer), options));
}

/** Reads a discovery document; refuses one whose issuer is not the configured one to the letter (OpenID Discovery §4.3). */
function readDocument({ response, body }: RawAnswer, issuer: string): Record<string, unknown> {
  const json = parseJson(body);
  if (response.status !== 200) throw unavailable(response, json);
  const document = asRecord(json);
  if (document.issuer !== issuer) {
    const named = typeof document.issuer === 'string' ? `“${document.issuer.slice(0, 300)}”` : 'no issuer';
    throw ownRefusal('issuer_mismatch', `The discovery document names ${named}; configured is “${issuer}”.`);
  }
  return document;
}

/** Fetches and checks the metadata of an authorization server. Throws OAuthRefusal or OAuthNoAnswer (not presented). */
export async function discover(input: { issuer: string; fetch: Fetch }): Promise<Discovered> {
  const { issuer } = input;
  const document = await fetchDocument(input);
  return {
    issuer,
    jwksUri: document.jwks_uri === undefined ? null : requireUrl(document.jwks_uri, issuer, 'of its signing keys'),
    idTokenAlgorithms: algorithms(document.id_token_signing_alg_values_supported),
    promisesIssuerParameter: document.authorization_response_iss_parameter_supported === true,
  };
}

/**
 * The server that an issuer describes, for whoever configured nothing but the issuer. Throws as `discover` does.
 */
export async function discoverServer(input: { issuer: string; fetch: Fetch }): Promise<AuthorizationServer> {
  const { issuer } = input;
  const document = await fetchDocument(input);
  return {
    issuer,
    authorizationEndpoint: requireUrl(document.authorization_endpoint, issuer, 'to send people to'),
    tokenEndpoint: requireUrl(document.token_endpoint, issuer, 'of its token endpoint'),
    takesBasicOnly: takesBasicOnly(document.token_endpoint_auth_methods_supported),
    issInResponse: document.authorization_response_iss_parameter_supported === true,
  };
}

/** OpenID Connect's place first, where most servers have it; RFC 8414's where nothing is there. */
async function fetchDocument(input: { issuer: string; fetch: Fetch }): Promise<Record<string, unknown>> {
  try {
    const answer = await discoveryRequest(input, 'oidc');
    return readDocument(
      answer.response.status === 404 ? await discoveryRequest(input, 'oauth2') : answer,
      input.issuer,
    );
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

/** Over plain http it could be anyone's; only where the issuer itself is plain http (the operator's own) may it be. */
function requireUrl(value: unknown, issuer: string, what: string): string {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  const isAsSafeAsIssuer = url?.protocol === 'https:' || (url !== null && url.protocol === new URL(issuer).protocol);
  if (!url || !isAsSafeAsIssuer) {
    throw ownRefusal('issuer_mismatch', `The discovery document names no usable address ${what}.`);
  }
  return url.href;
}

/** OpenID Discovery §3: where nothing is listed, Basic is what there is. */
function takesBasicOnly(value: unknown): boolean {
  return !Array.isArray(value) || !value.includes('client_secret_post');
}

function algorithms(value: unknown): string[] {
  const named = Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : ['RS256'];
  return named.filter((name) => asymmetric.has(name));
}
