import * as oauth from 'oauth4webapi';
import { clientAuthentication, clientMetadata, requestOptions, serverMetadata } from './authorization-server.ts';
import { tokenAnswer } from './token-answer.ts';
import { type RawAnswer, readWhole, tokenJson } from './token-request.ts';
import type { AuthorizationServer, Client, Fetch, TokenAnswer } from './types.ts';

type ClientCredentialsInput = { server: AuthorizationServer; client: Client; scopes: string[]; fetch: Fetch };

/** Asks for an application's own token (RFC 6749 §4.4). Throws OAuthNoAnswer when no answer arrives. */
function clientCredentialsRequest({ server, client, scopes, fetch }: ClientCredentialsInput): Promise<RawAnswer> {
  const request = () =>
    oauth.clientCredentialsGrantRequest(
      serverMetadata(server),
      clientMetadata(client.clientId),
      clientAuthentication(client),
      { scope: scopes.join(' ') },
      requestOptions(server.tokenEndpoint, fetch),
    );
  return readWhole(request, [client.clientSecret.reveal()]);
}

/** Reads the answer. A refresh token in it is ignored: RFC 6749 §4.4.3 says there should be none. */
function processClientCredentials(answer: RawAnswer, askedScopes: string[]): TokenAnswer {
  const { refresh_token: _ignored, ...json } = tokenJson(answer);
  return tokenAnswer({ ...json, access_token: json.access_token, token_type: json.token_type }, askedScopes);
}

/** Gets an access token for the application itself, without any person. Throws OAuthRefusal or OAuthNoAnswer. */
export async function requestClientCredentials(input: ClientCredentialsInput): Promise<TokenAnswer> {
  return processClientCredentials(await clientCredentialsRequest(input), input.scopes);
}
