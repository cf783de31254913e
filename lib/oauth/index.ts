export { requestClientCredentials } from './client-credentials.ts';
export { type Authorization, createAuthorization } from './create-authorization.ts';
export { type Discovered, discover } from './discover.ts';
export { exchangeCode } from './exchange-code.ts';
export { refreshGrant } from './refresh-grant.ts';
export { tokenRoles } from './token-roles.ts';
export {
  type AuthorizationServer,
  type Client,
  type Fetch,
  type Identity,
  OAuthNoAnswer,
  OAuthRefusal,
  type TokenAnswer,
} from './types.ts';
