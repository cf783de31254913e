import { type Answer, jsonAnswer } from '#sandbox/http/exchange.ts';
import { gmailApi, type Project } from './projects.ts';
import { sendOnly } from './scopes.ts';

/** One refusal of the Gmail API (providers.md §1.7): the classic `errors[]` and the newer `status` and `details[]`. */
export type GmailFault = {
  code: number;
  message: string;
  domain: 'global' | 'usageLimits';
  reason: string;
  /** Where the classic list says it otherwise. */
  inner?: string;
  status: string;
  extra?: Record<string, string>;
  details?: Record<string, unknown>[];
  headers?: Record<string, string>;
};

const errorInfo = (reason: string, metadata: Record<string, string>): Record<string, unknown> => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain: 'googleapis.com',
  metadata: { service: gmailApi, ...metadata },
});

const badArgument = (message: string): GmailFault => ({
  code: 400,
  message,
  domain: 'global',
  reason: 'invalidArgument',
  status: 'INVALID_ARGUMENT',
});

const forbidden = (message: string, domain: GmailFault['domain'], reason: string): GmailFault => ({
  code: 403,
  message,
  domain,
  reason,
  status: 'PERMISSION_DENIED',
});

const unauthenticated = (message: string, reason: string, inner: string): GmailFault => ({
  code: 401,
  message,
  domain: 'global',
  reason,
  inner,
  status: 'UNAUTHENTICATED',
  extra: { location: 'Authorization', locationType: 'header' },
});

const seeSignIn =
  'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';

/** Every refusal the sandbox's Gmail can give, in Google's words as far as they are known. */
export const gmailFaults = {
  noToken: (): GmailFault =>
    unauthenticated(
      `Request is missing required authentication credential. ${seeSignIn}`,
      'required',
      'Login Required.',
    ),
  badToken: (): GmailFault => ({
    ...unauthenticated(
      `Request had invalid authentication credentials. ${seeSignIn}`,
      'authError',
      'Invalid Credentials',
    ),
    headers: { 'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"' },
  }),
  /** `overview` is the console's page that enables the API; Google's own address is in the sentence. */
  apiDisabled: ({ number }: Project, overview: string): GmailFault => {
    const message = `Gmail API has not been used in project ${number} before or it is disabled. Enable it by visiting ${overview} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`;
    return {
      ...forbidden(message, 'usageLimits', 'accessNotConfigured'),
      extra: { extendedHelp: 'https://console.developers.google.com' },
      details: [
        errorInfo('SERVICE_DISABLED', {
          consumer: `projects/${number}`,
          containerInfo: number,
          serviceTitle: 'Gmail API',
          activationUrl: overview,
        }),
        { '@type': 'type.googleapis.com/google.rpc.LocalizedMessage', locale: 'en-US', message },
        {
          '@type': 'type.googleapis.com/google.rpc.Help',
          links: [{ description: 'Google developers console API activation', url: overview }],
        },
      ],
    };
  },
  scopeMissing: (method: string): GmailFault => ({
    ...forbidden('Request had insufficient authentication scopes.', 'global', 'insufficientPermissions'),
    inner: 'Insufficient Permission',
    details: [errorInfo('ACCESS_TOKEN_SCOPE_INSUFFICIENT', { method })],
    headers: {
      'www-authenticate': `Bearer realm="https://accounts.google.com/", error="insufficient_scope", scope="${sendOnly}"`,
    },
  }),
  delegationDenied: (address: string): GmailFault =>
    forbidden(`Delegation denied for ${address}`, 'global', 'forbidden'),
  noMailbox: (): GmailFault => ({
    code: 400,
    message: 'Mail service not enabled',
    domain: 'global',
    reason: 'failedPrecondition',
    status: 'FAILED_PRECONDITION',
  }),
  /** A service account that acts for nobody. */
  preconditionFailed: (): GmailFault => ({ ...gmailFaults.noMailbox(), message: 'Precondition check failed.' }),
  domainPolicy: (): GmailFault =>
    forbidden('The domain administrators have disabled Gmail apps.', 'global', 'domainPolicy'),
  dailyLimit: (): GmailFault => forbidden('Daily Limit Exceeded', 'usageLimits', 'dailyLimitExceeded'),
  /** The time to wait stands in the text (providers.md §1.7). */
  rateLimit: (retryAt: Date | undefined): GmailFault => ({
    code: 429,
    message: retryAt
      ? `User-rate limit exceeded.  Retry after ${retryAt.toISOString()} (Mail sending)`
      : 'Too many concurrent requests for user',
    domain: 'global',
    reason: 'rateLimitExceeded',
    status: 'RESOURCE_EXHAUSTED',
  }),
  recipientRequired: (): GmailFault => badArgument('Recipient address required'),
  invalidHeader: (name: string): GmailFault => badArgument(`Invalid ${name} header`),
  tooManyRecipients: (): GmailFault => badArgument('Too many recipients'),
  rawMissing: (): GmailFault =>
    badArgument("'raw' RFC822 payload message string or uploading message via /upload/* URL required"),
  badJson: (): GmailFault => ({ ...badArgument('Invalid JSON payload received.'), reason: 'parseError' }),
  badMime: (): GmailFault => badArgument('Invalid MIME message'),
  badBase64: (): GmailFault =>
    badArgument("Invalid value at 'message.raw' (TYPE_BYTES), Base64 decoding failed for the given value"),
  tooLarge: (): GmailFault => ({
    code: 413,
    message: 'Request Entity Too Large',
    domain: 'global',
    reason: 'uploadTooLarge',
    status: 'INVALID_ARGUMENT',
  }),
  notFound: (): GmailFault => ({
    code: 404,
    message: 'Requested entity was not found.',
    domain: 'global',
    reason: 'notFound',
    status: 'NOT_FOUND',
  }),
};

/** A refusal on its way to the answer. */
export class GmailError extends Error {
  override readonly name = 'GmailError';
  readonly fault: GmailFault;
  constructor(fault: GmailFault) {
    super(fault.message);
    this.fault = fault;
  }
}

export function gmailRefusal(fault: GmailFault): Answer {
  const { code, message, domain, reason, inner, status, extra, details } = fault;
  const errors = [{ message: inner ?? message, domain, reason, ...extra }];
  const error = { code, message, errors, status, ...(details ? { details } : {}) };
  return jsonAnswer({ error }, code, fault.headers ?? {});
}

/** What the front end says when Gmail behind it does not answer: a page, not JSON. */
export const gmailBroken = (): Answer => ({
  status: 502,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
  body: '<!DOCTYPE html>\n<html lang=en>\n<title>Error 502 (Server Error)!!1</title>\n<p><b>502.</b> <ins>That’s an error.</ins>\n<p>The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds. <ins>That’s all we know.</ins>\n',
});
