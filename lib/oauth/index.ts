export {
  clientCredentialsRequest,
  processClientCredentials,
  requestClientCredentials,
} from './client-credentials.ts';
export { type Authorization, createAuthorization } from './create-authorization.ts';
export { type Discovered, discover, discoveryRequest, processDiscovery } from './discover.ts';
export { codeRequest, exchangeCode, processCode } from './exchange-code.ts';
export { readCallback } from './read-callback.ts';
export { processRefresh, refreshGrant, refreshRequest } from './refresh-grant.ts';
export type { RawAnswer } from './token-request.ts';
export {
  type AuthorizationServer,
  type Client,
  type Fetch,
  type Identity,
  OAuthNoAnswer,
  OAuthRefusal,
  type TokenAnswer,
} from './types.ts';
