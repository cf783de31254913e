// Longer than a screenful on purpose: this is one table, and a table is looked up whole.

import { randomUUID } from 'node:crypto';

/** One answer of Entra's table (providers.md §2.4): number, HTTP status and `error` of the JSON, and its sentence. */
export type Refusal = { code: number; status: number; error: string; text: string; suberror?: string };

export const refusal = (code: number, status: number, error: string, text: string, suberror?: string): Refusal => ({
  code,
  status,
  error,
  text,
  ...(suberror ? { suberror } : {}),
});

const stamp = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, '.0000000Z');

/** Every refusal the sandbox's Entra can give, in Microsoft's words as far as they are known. */
export const refusals = {
  // Directory and application
  tenantNotFound: (tenant: string) =>
    refusal(
      90002,
      400,
      'invalid_tenant',
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
    ),
  tenantMalformed: (tenant: string) =>
    refusal(
      900023,
      400,
      'invalid_request',
      `Specified tenant identifier '${tenant}' is neither a valid DNS name, nor a valid external domain.`,
    ),
  applicationNotFound: (clientId: string, directory: string) =>
    refusal(
      700016,
      400,
      'unauthorized_client',
      `Application with identifier '${clientId}' was not found in the directory '${directory}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    ),
  servicePrincipalMissing: (clientId: string, directoryId: string) =>
    refusal(
      7000229,
      401,
      'invalid_client',
      `The client application ${clientId} is missing service principal in the tenant ${directoryId}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
    ),
  singleTenant: (clientId: string, name: string) =>
    refusal(
      50194,
      400,
      'invalid_request',
      `Application '${clientId}'(${name}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.`,
    ),
  grantNotOnCommon: (grantType: string) =>
    refusal(
      9001023,
      400,
      'invalid_request',
      `The grant type '${grantType}' is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.`,
    ),
  noTenantInformation: () =>
    refusal(
      50059,
      400,
      'invalid_request',
      'No tenant-identifying information found in either the request or implied by any provided credentials.',
    ),
  parameterMissing: (parameter: string) =>
    refusal(900144, 400, 'invalid_request', `The request body must contain the following parameter: '${parameter}'.`),
  methodNotAllowed: (method: string) =>
    refusal(
      900561,
      400,
      'invalid_request',
      `The endpoint only accepts POST, OPTIONS requests. Received a ${method} request.`,
    ),
  parameterInvalid: (parameter: string) => refusal(90023, 400, 'invalid_request', `Unsupported '${parameter}' value.`),
  grantTypeUnknown: (grantType: string) =>
    refusal(70003, 400, 'unsupported_grant_type', `The app requested an unsupported grant type '${grantType}'.`),
  responseTypeUnknown: (responseType: string) =>
    refusal(
      700054,
      400,
      'unsupported_response_type',
      `response_type '${responseType}' is not enabled for the application.`,
    ),

  // Redirect URI
  redirectMismatch: (redirectUri: string, clientId: string) =>
    refusal(
      50011,
      400,
      'invalid_request',
      `The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${clientId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.`,
    ),
  noRedirectRegistered: () =>
    refusal(500113, 400, 'invalid_request', 'No reply address is registered for the application.'),
  redirectMalformed: () => refusal(90102, 400, 'invalid_request', "'redirect_uri' value must be a valid absolute URI."),

  // Person and consent
  personOfOtherDirectory: (address: string, theirs: string, directory: string, clientId: string, name: string) =>
    refusal(
      50020,
      400,
      'invalid_request',
      `User account '${address}' from identity provider 'https://sts.windows.net/${theirs}/' does not exist in tenant '${directory}' and cannot access the application '${clientId}'(${name}) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.`,
    ),
  notSignedIn: () =>
    refusal(50058, 400, 'login_required', 'A silent sign-in request was sent but no user is signed in.'),
  consentRequired: (clientId: string, name: string) =>
    refusal(
      65001,
      400,
      'invalid_grant',
      `The user or administrator has not consented to use the application with ID '${clientId}' named '${name}'. Send an interactive authorization request for this user and resource.`,
      'consent_required',
    ),
  consentDeclined: () => refusal(65004, 400, 'access_denied', 'User declined to consent to access the app.'),
  adminConsentRequired: (clientId: string, name: string) =>
    refusal(
      90094,
      400,
      'access_denied',
      `${name} (${clientId}) needs permission to access resources in your organization that only an admin can grant. Please ask an admin to grant permission to this app before you can use it.`,
    ),

  // Scopes
  unknownResource: (resource: string, directory: string) =>
    refusal(
      500011,
      400,
      'invalid_resource',
      `The resource principal named ${resource} was not found in the tenant named ${directory}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
    ),
  unknownScope: (name: string, scope: string, resourceAppId: string) =>
    refusal(
      650053,
      400,
      'invalid_client',
      `The application '${name}' asked for scope '${scope}' that doesn't exist on the resource '${resourceAppId}'. Contact the app vendor.`,
    ),
  scopeInvalid: (scope: string) =>
    refusal(
      70011,
      400,
      'invalid_scope',
      `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope '${scope}' is not valid.`,
    ),
  severalResources: (scope: string) =>
    refusal(
      28000,
      400,
      'invalid_request',
      `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scope} is not valid.`,
    ),
  severalResourcesOnRefresh: (scope: string) =>
    refusal(
      700022,
      400,
      'invalid_grant',
      `The provided value for the input parameter scope '${scope}' is not valid because it contains more than one resource.`,
    ),
  notDefaultScope: (scope: string) =>
    refusal(
      1002012,
      400,
      'invalid_scope',
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    ),

  // Client authentication
  secretWrong: (clientId: string) =>
    refusal(
      7000215,
      401,
      'invalid_client',
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    ),
  secretExpired: (clientId: string) =>
    refusal(
      7000222,
      401,
      'invalid_client',
      `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
    ),
  secretMissing: () =>
    refusal(
      7000218,
      401,
      'invalid_client',
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    ),
  clientIsPublic: () =>
    refusal(
      700025,
      401,
      'invalid_client',
      "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    ),
  spaNeedsCrossOrigin: () =>
    refusal(
      9002327,
      400,
      'invalid_request',
      "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
    ),

  // Codes
  codeUsed: () =>
    refusal(
      54005,
      400,
      'invalid_grant',
      'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
    ),
  codeExpired: () =>
    refusal(
      70008,
      400,
      'invalid_grant',
      'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
    ),
  codeOfOtherTenant: () =>
    refusal(
      700005,
      400,
      'invalid_grant',
      'Provided Authorization Code is intended to use against other tenant, thus rejected.',
    ),
  codeMalformed: () => refusal(9002313, 400, 'invalid_grant', 'Invalid request. Request is malformed or invalid.'),
  redirectOfOtherRequest: () =>
    refusal(
      500112,
      400,
      'invalid_grant',
      'The reply address provided in the token request does not match the reply address provided when requesting the authorization code.',
    ),
  verifierMismatch: () =>
    refusal(
      501481,
      400,
      'invalid_grant',
      'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
    ),
  verifierMissing: () =>
    refusal(
      50148,
      400,
      'invalid_grant',
      'The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.',
    ),

  // Refresh tokens
  grantInvalid: () =>
    refusal(
      70000,
      400,
      'invalid_grant',
      'Provided grant is invalid or malformed. The provided refresh token is not valid for this application.',
    ),
  tokenReused: () =>
    refusal(
      70000,
      400,
      'invalid_grant',
      'Provided grant is invalid or malformed. The refresh token was already redeemed; all tokens of this grant are revoked.',
    ),
  grantRevoked: (issuedAt: Date, revokedAt: Date) =>
    refusal(
      50173,
      400,
      'invalid_grant',
      `The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '${stamp(issuedAt)}' and the TokensValidFrom date (before which tokens are not valid) for this user is '${stamp(revokedAt)}'.`,
    ),
  tokenIdle: (issuedAt: Date, idleDays: number) =>
    refusal(
      700082,
      400,
      'invalid_grant',
      `The refresh token has expired due to inactivity. The token was issued on ${stamp(issuedAt)} and was inactive for ${idleDays}.00:00:00.`,
    ),
};

/** A refusal on its way to whoever answers: JSON at the token endpoint, a page or a redirect at authorize. */
export class AadstsError extends Error {
  override readonly name = 'AadstsError';
  readonly refusal: Refusal;
  constructor(said: Refusal) {
    super(`AADSTS${said.code}: ${said.text}`);
    this.refusal = said;
  }
}

/** The ids and the moment that Entra stamps on every refusal. */
export type Trace = { traceId: string; correlationId: string; timestamp: string };

export function newTrace(correlationId?: string): Trace {
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return { traceId: randomUUID(), correlationId: correlationId ?? randomUUID(), timestamp };
}

export const describe = (said: Refusal, trace: Trace): string =>
  `AADSTS${said.code}: ${said.text} Trace ID: ${trace.traceId} Correlation ID: ${trace.correlationId} Timestamp: ${trace.timestamp}`;

/** The JSON of a refusal at the token endpoint. */
export function refusalJson(said: Refusal, trace: Trace, authority: string): Record<string, unknown> {
  return {
    error: said.error,
    error_description: describe(said, trace),
    error_codes: [said.code],
    timestamp: trace.timestamp,
    trace_id: trace.traceId,
    correlation_id: trace.correlationId,
    error_uri: `${authority}/error?code=${said.code}`,
    ...(said.suberror ? { suberror: said.suberror } : {}),
  };
}
