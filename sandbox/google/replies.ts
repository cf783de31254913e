/** One answer of the token endpoint's table (providers.md §1.4, §1.5): status, `error`, and its sentence. */
export type Refusal = { status: number; error: string; text: string };

const refusal = (status: number, error: string, text: string): Refusal => ({ status, error, text });

/** Every refusal of the token endpoint, in Google's words as far as they are known. */
export const refusals = {
  // The request
  parameterMissing: (name: string) => refusal(400, 'invalid_request', `Missing required parameter: ${name}`),
  grantTypeUnknown: (name: string) => refusal(400, 'unsupported_grant_type', `Invalid grant_type: ${name}`),
  clientUnclear: () => refusal(400, 'invalid_request', 'Could not determine client ID from request.'),

  // The client
  clientNotFound: () => refusal(401, 'invalid_client', 'The OAuth client was not found.'),
  clientDeleted: () => refusal(401, 'deleted_client', 'The OAuth client was deleted.'),
  secretMissing: () => refusal(400, 'invalid_request', 'client_secret is missing.'),
  secretWrong: () => refusal(401, 'invalid_client', 'The provided client secret is invalid.'),
  ofOtherClient: () => refusal(401, 'unauthorized_client', 'Unauthorized'),

  // Codes
  codeMalformed: () => refusal(400, 'invalid_grant', 'Malformed auth code.'),
  codeOver: () => refusal(400, 'invalid_grant', 'Bad Request'),
  redirectOfOtherRequest: () => refusal(400, 'redirect_uri_mismatch', 'Bad Request'),
  verifierMissing: () => refusal(400, 'invalid_grant', 'Missing code verifier.'),
  verifierWrong: () => refusal(400, 'invalid_grant', 'Invalid code verifier.'),

  // Refresh tokens
  tokenUnknown: () => refusal(400, 'invalid_grant', 'Bad Request'),
  tokenDead: () => refusal(400, 'invalid_grant', 'Token has been expired or revoked.'),
  scopeInvalid: () => refusal(400, 'invalid_scope', 'Some requested scopes were invalid.'),

  // Policy
  adminPolicy: () =>
    refusal(
      400,
      'admin_policy_enforced',
      'Your Google Workspace administrator has restricted access to one or more of the requested scopes.',
    ),
  orgInternal: () => refusal(403, 'org_internal', 'This client is restricted to users within its organization.'),

  // Service accounts
  assertionMalformed: (why: string) => refusal(400, 'invalid_grant', `Invalid JWT: ${why}`),
  accountNotFound: () => refusal(400, 'invalid_grant', 'Invalid grant: account not found'),
  accountDisabled: () => refusal(401, 'disabled_client', 'The service account was disabled.'),
  signatureInvalid: () => refusal(400, 'invalid_grant', 'Invalid JWT Signature.'),
  notShortLived: () =>
    refusal(
      400,
      'invalid_grant',
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
    ),
  audienceWrong: (right: string) =>
    refusal(400, 'invalid_grant', `Invalid JWT: Failed audience check. The right audience is ${right}`),
  scopeEmpty: () => refusal(400, 'invalid_scope', 'Invalid OAuth scope or ID token audience provided.'),
  notAnEmail: () => refusal(400, 'invalid_grant', 'Not a valid email or user ID.'),
  subjectUnknown: () => refusal(400, 'invalid_grant', 'Invalid email or User ID'),
  notDelegated: () =>
    refusal(
      401,
      'unauthorized_client',
      'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
    ),
  notDelegatedHere: () => refusal(401, 'unauthorized_client', 'Unauthorized client or scope in request.'),
  scopeNotDelegated: () => refusal(403, 'access_denied', 'Requested client not authorized.'),

  // Passing trouble
  throttled: () => refusal(429, 'rate_limit_exceeded', 'Rate Limit Exceeded'),
};

/** A refusal on its way to the answer. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly refusal: Refusal;
  constructor(said: Refusal) {
    super(`${said.error}: ${said.text}`);
    this.refusal = said;
  }
}
