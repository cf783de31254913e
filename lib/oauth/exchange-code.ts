import * as oauth from 'oauth4webapi';
import { clientMetadata, requestOptions, serverMetadata } from './authorization-server.ts';
import { showClient } from './client-authentication.ts';
import { type Discovered, discover, discoverIfThere } from './discover.ts';
import { withExtra } from './extra-parameters.ts';
import { identity } from './identity.ts';
import { readCallback } from './read-callback.ts';
import { ownRefusal } from './refusals.ts';
import { tokenAnswer } from './token-answer.ts';
import { type RawAnswer, readWhole, type TokenJson, tokenJson } from './token-request.ts';
import {
  type AuthorizationServer,
  type Client,
  type ExtraParameters,
  type Fetch,
  type Identity,
  OAuthNoAnswer,
  type TokenAnswer,
} from './types.ts';

type ExchangeInput = {
  server: AuthorizationServer;
  client: Client;
  redirectUri: string;
  codeVerifier: string;
  nonce: string;
  state: string;
  /** The callback as it arrived, query included. */
  callbackUrl: URL;
  scopes: string[];
  /** What this server wants to be told besides, at the token endpoint. */
  parameters?: ExtraParameters;
  fetch: Fetch;
};

/** Redeems a checked callback's code (RFC 6749 §4.1.3, RFC 7636). Throws OAuthNoAnswer when no answer arrives. */
async function codeRequest(input: ExchangeInput, callback: URLSearchParams): Promise<RawAnswer> {
  const { server, client } = input;
  const shown = await showClient(client, server.tokenEndpoint);
  const request = () =>
    oauth.authorizationCodeGrantRequest(
      serverMetadata(server),
      clientMetadata(client.clientId),
      shown.authentication,
      callback,
      input.redirectUri,
      input.codeVerifier,
      // Entra issues the token for the resource these name; others ignore what RFC 6749 §4.1.3 does not list.
      {
        ...requestOptions(server.tokenEndpoint, input.fetch),
        additionalParameters: withExtra(input.parameters, { scope: input.scopes.join(' ') }),
      },
    );
  return readWhole(request, [...shown.sent, input.codeVerifier, callback.get('code') ?? '']);
}

/**
 * Reads the answer to a code. Where `openid` was asked of a server whose issuer is known, there must be an ID token with our nonce, audience and
 * issuer, in time, and signed with a key of the discovered server (RFC 9700 §4.5). Throws OAuthRefusal or OAuthNoAnswer.
 */
async function processCode(answer: RawAnswer, input: ExchangeInput, found: Discovered | null): Promise<TokenAnswer> {
  const json = tokenJson(answer);
  if (!found || !input.scopes.includes('openid')) return tokenAnswer(json, input.scopes);
  return tokenAnswer(json, input.scopes, await validatedIdentity(json, input, found));
}

async function validatedIdentity(json: TokenJson, input: ExchangeInput, found: Discovered): Promise<Identity> {
  const { jwksUri } = found;
  if (!jwksUri) throw ownRefusal('id_token_invalid', 'The server names no keys by which an ID token could be checked.');
  const metadata = {
    ...serverMetadata(input.server),
    jwks_uri: jwksUri,
    id_token_signing_alg_values_supported: found.idTokenAlgorithms,
  };
  // oauth4webapi keys what it has validated by this very object.
  const { access_token, token_type, id_token } = json;
  const response = Response.json({ access_token, token_type, id_token });
  try {
    const processed = await oauth.processAuthorizationCodeResponse(
      metadata,
      clientMetadata(input.client.clientId),
      response,
      { expectedNonce: input.nonce, requireIdToken: true },
    );
    const fetchKeys: Fetch = async (url, init) => {
      const keys = await readWhole(() => input.fetch(url, init));
      return new Response(keys.body, { status: keys.response.status, headers: keys.response.headers });
    };
    await oauth.validateApplicationLevelSignature(metadata, response, requestOptions(jwksUri, fetchKeys));
    return identity(input.server.issuer, oauth.getValidatedIdTokenClaims(processed));
  } catch (error) {
    if (error instanceof OAuthNoAnswer) throw error;
    // Library texts name the claim at fault and quote no token.
    const reason = error instanceof Error ? error.message : 'unreadable';
    throw ownRefusal('id_token_invalid', `The ID token cannot be accepted: ${reason}.`);
  }
}

/**
 * Turns a callback into tokens: checks the callback, reads the server's metadata, redeems the code, validates who
 * consented. The code is not used when anything before it is wrong. Without a known issuer there is no metadata, and
 * nobody is identified: an ID token could be anybody's. Throws OAuthRefusal or OAuthNoAnswer.
 */
export async function exchangeCode(input: ExchangeInput): Promise<TokenAnswer> {
  const { server, redirectUri, callbackUrl, state } = input;
  const check = { server, clientId: input.client.clientId, redirectUri, callbackUrl, state };
  // First with what is known already: a refusal or a foreign callback needs no request at all.
  const known = readCallback({ ...check, promisesIssuerParameter: server.issInResponse === true });
  if (server.issuer === '') return processCode(await codeRequest(input, known), input, null);
  // Without its metadata nobody can be identified there.
  const find = input.scopes.includes('openid') ? discover : discoverIfThere;
  const found = await find({ issuer: server.issuer, fetch: input.fetch });
  const callback = found?.promisesIssuerParameter ? readCallback({ ...check, promisesIssuerParameter: true }) : known;
  return processCode(await codeRequest(input, callback), input, found);
}
