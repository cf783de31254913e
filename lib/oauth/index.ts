export { requestClientCredentials } from './client-credentials.ts';
export { type Authorization, createAuthorization } from './create-authorization.ts';
export { type Discovered, discover, discoverServer } from './discover.ts';
export { discoverAt } from './discover-at.ts';
export { exchangeCode } from './exchange-code.ts';
export { requestByJwtBearer } from './jwt-bearer.ts';
export { refreshGrant } from './refresh-grant.ts';
export { type Revoked, revokeToken } from './revoke.ts';
export { tokenRoles } from './token-roles.ts';
export {
  type AuthorizationServer,
  type Client,
  type ClientAuthentication,
  type Fetch,
  type Identity,
  OAuthNoAnswer,
  OAuthRefusal,
  type TokenAnswer,
} from './types.ts';
