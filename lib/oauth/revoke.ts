import * as oauth from 'oauth4webapi';
import type { Secret } from '#lib/crypto/secret.ts';
import type { Reply } from '#lib/errors/index.ts';
import { clientMetadata, requestOptions } from './authorization-server.ts';
import { showClient } from './client-authentication.ts';
import { errorReply, isErrorBody } from './refusals.ts';
import { parseJson, type RawAnswer, readWhole, unavailable, unusableReply, withoutError } from './token-request.ts';
import { type Client, type Fetch, OAuthNoAnswer, OAuthRefusal } from './types.ts';

type RevokeInput = {
  endpoint: string;
  /** With `none` where its secret is not known any more: then the token alone has to do, as for public clients. */
  client: Client;
  refreshToken: Secret;
  fetch: Fetch;
};

/** The token works no more. `reply` is what was said of one that had not worked before. */
export type Revoked = { reply: Reply | null };

/** Asks for a refresh token to be revoked (RFC 7009 §2.1). Throws OAuthNoAnswer when no answer arrives. */
async function revocationRequest(input: RevokeInput): Promise<RawAnswer> {
  const { endpoint, client, refreshToken, fetch } = input;
  const shown = await showClient(client, endpoint);
  const request = () =>
    oauth.revocationRequest(
      // Only the endpoint is read from it.
      { issuer: new URL(endpoint).origin, revocation_endpoint: endpoint },
      clientMetadata(client.clientId),
      shown.authentication,
      refreshToken.reveal(),
      { ...requestOptions(endpoint, fetch), additionalParameters: { token_type_hint: 'refresh_token' } },
    );
  return readWhole(request, [refreshToken.reveal(), ...shown.sent]);
}

/**
 * Reads the answer. A token that is dead already is as good as revoked: RFC 7009 §2.2 wants 200 for it, and Google
 * says 400 `invalid_token`.
 */
function processRevocation(answer: RawAnswer): Revoked {
  const { response, sent } = answer;
  if (response.status === 200) return { reply: null };
  const json = parseJson(answer.body);
  if (response.status === 429 || response.status >= 500) throw unavailable(answer, json);
  if (!isErrorBody(json)) {
    throw new OAuthNoAnswer(unusableReply(answer, withoutError(response), 'revocation endpoint'), false);
  }
  const reply = errorReply(json, response, sent);
  if (response.status === 400 && json.error === 'invalid_token') return { reply };
  throw new OAuthRefusal(reply);
}

/** Revokes a refresh token, and what the server takes along with it. Throws OAuthRefusal or OAuthNoAnswer. */
export async function revokeToken(input: RevokeInput): Promise<Revoked> {
  return processRevocation(await revocationRequest(input));
}
