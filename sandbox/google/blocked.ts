import type { Domain } from './directory.ts';
import type { Project } from './projects.ts';

/** A sign-in that ends on Google's own page: the application never hears of it (providers.md §1.4). */
export type Blocked = {
  status: number;
  code: string;
  title: string;
  text: string;
  /** Behind “see error details”, to the developer. */
  details?: string;
};

const blocked = (status: number, code: string, title: string, text: string, details?: string): Blocked => ({
  status,
  code,
  title,
  text,
  ...(details ? { details } : {}),
});

const invalidTitle = 'Access blocked: This app’s request is invalid';
const invalidText =
  'You can’t sign in because this app sent an invalid request. You can try again later, or contact the developer about this issue.';
const authorizationTitle = 'Access blocked: Authorization Error';
const policyText =
  'You can’t sign in to this app because it doesn’t comply with Google’s OAuth 2.0 policy for keeping apps secure.';

/** Every page a sign-in can end on, in Google's words as far as they are known. */
export const blockedPages = {
  redirectMismatch: (redirectUri: string) =>
    blocked(
      400,
      'redirect_uri_mismatch',
      invalidTitle,
      invalidText,
      `You can’t sign in to this app because it doesn’t comply with Google’s OAuth 2.0 policy. If you’re the app developer, register the redirect URI in the Google Cloud Console. Request details: redirect_uri=${redirectUri} flowName=GeneralOAuthFlow`,
    ),
  clientNotFound: () => blocked(401, 'invalid_client', authorizationTitle, 'The OAuth client was not found.'),
  clientDeleted: () => blocked(401, 'deleted_client', authorizationTitle, 'The OAuth client was deleted.'),
  userAgent: () =>
    blocked(
      403,
      'disallowed_useragent',
      'Access blocked: This app’s request is invalid',
      'You can’t sign in from this screen because this app doesn’t comply with Google’s secure browsers policy. If this app has a website, you can open a web browser and try signing in from there.',
    ),
  invalidRequest: (why: string) => blocked(400, 'invalid_request', authorizationTitle, policyText, why),
  responseType: (asked: string) =>
    blocked(400, 'unsupported_response_type', authorizationTitle, policyText, `Invalid response_type: ${asked}`),
  invalidScope: (valid: string[], invalid: string[]) =>
    blocked(
      400,
      'invalid_scope',
      authorizationTitle,
      `Some requested scopes were invalid. {valid=[${valid.join(', ')}], invalid=[${invalid.join(', ')}]}`,
    ),
  notTestUser: ({ appName }: Project) =>
    blocked(
      403,
      'access_denied',
      `Access blocked: ${appName} has not completed the Google verification process`,
      `${appName} has not completed the Google verification process. The app is currently being tested, and can only be accessed by developer-approved testers. If you think you should have access, contact the developer.`,
      'Add this account under Google Auth Platform → Audience → Test users.',
    ),
  orgInternal: ({ appName }: Project, home: Domain | undefined) =>
    blocked(
      403,
      'org_internal',
      `Access blocked: ${appName} can only be used within its organization`,
      `If you think you should have access to ${appName}, you can contact the developer or try signing in with an account from ${home?.domain ?? 'the organization'}.`,
    ),
  adminPolicy: ({ appName }: Project) =>
    blocked(
      400,
      'admin_policy_enforced',
      `Access blocked: Your institution’s admin needs to review ${appName}`,
      `Your institution’s admin needs to review ${appName} before you can sign in. Contact your admin for access.`,
    ),
  accountUnknown: () => blocked(400, 'invalid_request', authorizationTitle, 'Couldn’t find this Google Account.'),
} as const;

/** A sign-in on its way to such a page. */
export class BlockedError extends Error {
  override readonly name = 'BlockedError';
  readonly page: Blocked;
  constructor(page: Blocked) {
    super(page.code);
    this.page = page;
  }
}
