import * as oauth from 'oauth4webapi';
import { clientMetadata, requestOptions, serverMetadata } from './authorization-server.ts';
import { showClient } from './client-authentication.ts';
import { withExtra } from './extra-parameters.ts';
import { tokenAnswer } from './token-answer.ts';
import { type RawAnswer, readWhole, tokenJson } from './token-request.ts';
import type { AuthorizationServer, Client, ExtraParameters, Fetch, TokenAnswer } from './types.ts';

type ClientCredentialsInput = {
  server: AuthorizationServer;
  client: Client;
  scopes: string[];
  /** What this server wants to be told besides. */
  parameters?: ExtraParameters;
  fetch: Fetch;
};

/** Asks for an application's own token (RFC 6749 §4.4). Throws OAuthNoAnswer when no answer arrives. */
async function clientCredentialsRequest(input: ClientCredentialsInput): Promise<RawAnswer> {
  const { server, client, scopes, fetch } = input;
  const shown = await showClient(client, server.tokenEndpoint);
  const request = () =>
    oauth.clientCredentialsGrantRequest(
      serverMetadata(server),
      clientMetadata(client.clientId),
      shown.authentication,
      withExtra(input.parameters, { scope: scopes.join(' ') }),
      requestOptions(server.tokenEndpoint, fetch),
    );
  return readWhole(request, shown.sent);
}

/** Reads the answer. A refresh token in it is ignored: RFC 6749 §4.4.3 says there should be none. */
export function processApplicationToken(answer: RawAnswer, askedScopes: string[]): TokenAnswer {
  const { refresh_token: _ignored, ...json } = tokenJson(answer);
  return tokenAnswer({ ...json, access_token: json.access_token, token_type: json.token_type }, askedScopes);
}

/** Gets an access token for the application itself, without any person. Throws OAuthRefusal or OAuthNoAnswer. */
export async function requestClientCredentials(input: ClientCredentialsInput): Promise<TokenAnswer> {
  return processApplicationToken(await clientCredentialsRequest(input), input.scopes);
}
