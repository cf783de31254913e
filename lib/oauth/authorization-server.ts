import * as oauth from 'oauth4webapi';
import type { AuthorizationServer, Fetch } from './types.ts';

/** Entra dates `nbf` a few minutes back; a clock that is off by less than this is nobody's problem. */
const clockToleranceS = 300;

/** The server as oauth4webapi wants it: only the endpoints this connection was configured with. */
export function serverMetadata(server: AuthorizationServer): oauth.AuthorizationServer {
  return {
    // The library wants a name. Where none is known nothing is compared with it: `iss` and ID tokens are not taken.
    issuer: server.issuer || server.tokenEndpoint,
    authorization_endpoint: server.authorizationEndpoint,
    token_endpoint: server.tokenEndpoint,
  };
}

export function clientMetadata(clientId: string): oauth.Client {
  return { client_id: clientId, [oauth.clockTolerance]: clockToleranceS };
}

/**
 * Request options of oauth4webapi for one URL. Plain http is passed on only where the URL says so itself; egress then
 * refuses it unless the operator listed that host.
 */
export function requestOptions(url: string, fetch: Fetch) {
  return {
    [oauth.customFetch]: (to: string, init: object) => fetch(to, init as RequestInit),
    [oauth.allowInsecureRequests]: new URL(url).protocol === 'http:',
  };
}
