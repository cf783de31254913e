import * as oauth from 'oauth4webapi';
import type { Secret } from '#lib/crypto/secret.ts';
import { clientMetadata, requestOptions, serverMetadata } from './authorization-server.ts';
import { showClient } from './client-authentication.ts';
import { withExtra } from './extra-parameters.ts';
import { tokenAnswer } from './token-answer.ts';
import { type RawAnswer, readWhole, tokenJson } from './token-request.ts';
import type { AuthorizationServer, Client, ExtraParameters, Fetch, TokenAnswer } from './types.ts';

type RefreshInput = {
  server: AuthorizationServer;
  client: Client;
  refreshToken: Secret;
  /** Of one resource: Entra refuses a request that names two (AADSTS28000). */
  scopes: string[];
  /** What this server wants to be told besides. */
  parameters?: ExtraParameters;
  fetch: Fetch;
};

/** Presents the refresh token (RFC 6749 §6). Throws OAuthNoAnswer when no answer arrives. */
async function refreshRequest(input: RefreshInput): Promise<RawAnswer> {
  const { server, client, refreshToken, scopes, fetch } = input;
  const shown = await showClient(client, server.tokenEndpoint);
  const scope = scopes.join(' ');
  const request = () =>
    oauth.refreshTokenGrantRequest(
      serverMetadata(server),
      clientMetadata(client.clientId),
      shown.authentication,
      refreshToken.reveal(),
      {
        ...requestOptions(server.tokenEndpoint, fetch),
        additionalParameters: withExtra(input.parameters, scope ? { scope } : {}),
      },
    );
  return readWhole(request, [refreshToken.reveal(), ...shown.sent]);
}

/**
 * Reads the answer to a refresh. An answer without a refresh token leaves `refreshToken` out: the caller keeps the
 * old one (RFC 6749 §6). An ID token in it is not looked at: the grant is known already, and refusing the answer
 * would lose the token it rotated. Throws OAuthRefusal or OAuthNoAnswer.
 */
function processRefresh(answer: RawAnswer, askedScopes: string[]): TokenAnswer {
  return tokenAnswer(tokenJson(answer), askedScopes);
}

/** Gets a new access token, and often a new refresh token, for a grant. Throws OAuthRefusal or OAuthNoAnswer. */
export async function refreshGrant(input: RefreshInput): Promise<TokenAnswer> {
  return processRefresh(await refreshRequest(input), input.scopes);
}
