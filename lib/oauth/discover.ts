import { findMetadata, type Metadata, placesOf } from './find-metadata.ts';
import { ownRefusal } from './refusals.ts';
import type { AuthorizationServer, Fetch } from './types.ts';

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

type Issuer = { issuer: string; fetch: Fetch };

const find = ({ issuer, fetch }: Issuer) => findMetadata({ places: placesOf(issuer), issuers: [issuer], fetch });

async function findOrThrow(input: Issuer): Promise<Metadata> {
  const found = await find(input);
  if ('absent' in found) throw found.absent;
  return found.document;
}

/** Fetches and checks the metadata of an authorization server. Throws OAuthRefusal or OAuthNoAnswer (not presented). */
export async function discover(input: Issuer): Promise<Discovered> {
  return discovered(await findOrThrow(input));
}

/** As `discover` does; null where the server publishes nothing about itself, and so promises nothing. */
export async function discoverIfThere(input: Issuer): Promise<Discovered | null> {
  const found = await find(input);
  return 'absent' in found ? null : discovered(found.document);
}

/**
 * The server that an issuer describes, for whoever configured nothing but the issuer. Throws as `discover` does.
 */
export async function discoverServer(input: Issuer): Promise<AuthorizationServer> {
  return describedServer(await findOrThrow(input));
}

function discovered(document: Metadata): Discovered {
  const { issuer } = document;
  return {
    issuer,
    jwksUri: document.jwks_uri === undefined ? null : requireUrl(document.jwks_uri, issuer, 'of its signing keys'),
    idTokenAlgorithms: algorithms(document.id_token_signing_alg_values_supported),
    promisesIssuerParameter: document.authorization_response_iss_parameter_supported === true,
  };
}

/** The server of a document whose issuer was compared. Throws OAuthRefusal where its addresses cannot be used. */
export function describedServer(document: Metadata): AuthorizationServer {
  const { issuer } = document;
  return {
    issuer,
    authorizationEndpoint: requireUrl(document.authorization_endpoint, issuer, 'to send people to'),
    tokenEndpoint: requireUrl(document.token_endpoint, issuer, 'of its token endpoint'),
    takesBasicOnly: takesBasicOnly(document.token_endpoint_auth_methods_supported),
    issInResponse: document.authorization_response_iss_parameter_supported === true,
  };
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

/** RFC 8414 §2: where nothing is listed, Basic is what there is. Where neither is, as with keys alone, no secret is taken. */
function takesBasicOnly(value: unknown): boolean {
  if (!Array.isArray(value)) return true;
  return value.includes('client_secret_basic') && !value.includes('client_secret_post');
}

function algorithms(value: unknown): string[] {
  const named = Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : ['RS256'];
  return named.filter((name) => asymmetric.has(name));
}
