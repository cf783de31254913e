import { randomUUID } from 'node:crypto';
import { type Answer, jsonAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';

export type GraphFault = { status: number; code: string; message: string; headers?: Record<string, string> };

/** Graph's refusals (providers.md §2.7), in its words. */
export const graphFaults = {
  noToken: (): GraphFault => unauthorized('Access token is empty.'),
  notAToken: (): GraphFault =>
    unauthorized(
      'IDX14100: JWT is not well formed, there are no dots (.). The token needs to be in JWS or JWE Compact Serialization Format.',
    ),
  wrongAudience: (): GraphFault => unauthorized('Access token validation failure. Invalid audience.'),
  expired: (): GraphFault => unauthorized('Access token has expired or is not yet valid.'),
  accessDenied: (): GraphFault => ({
    status: 403,
    code: 'ErrorAccessDenied',
    message: 'Access is denied. Check credentials and try again.',
  }),
  insufficientPrivileges: (): GraphFault => ({
    status: 403,
    code: 'Authorization_RequestDenied',
    message: 'Insufficient privileges to complete the operation.',
  }),
  sendAsDenied: (): GraphFault => ({
    status: 403,
    code: 'ErrorSendAsDenied',
    message:
      'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account. Cannot submit message.',
  }),
  meNeedsPerson: (): GraphFault => ({
    status: 400,
    code: 'BadRequest',
    message: '/me request is only valid with delegated authentication flow.',
  }),
  unknownUser: (user: string): GraphFault => ({
    status: 404,
    code: 'ErrorInvalidUser',
    message: `The requested user '${user}' is invalid.`,
  }),
  noSuchObject: (id: string): GraphFault => ({
    status: 404,
    code: 'Request_ResourceNotFound',
    message: `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  }),
  unknownSegment: (segment: string): GraphFault => ({
    status: 400,
    code: 'BadRequest',
    message: `Resource not found for the segment '${segment}'.`,
  }),
  badBase64: (): GraphFault => ({
    status: 400,
    code: 'ErrorMimeContentInvalidBase64String',
    message: 'Invalid base64 string for MIME content.',
  }),
  badMime: (): GraphFault => ({
    status: 400,
    code: 'ErrorMimeContentInvalid',
    message: 'The MIME content is invalid.',
  }),
  badJson: (): GraphFault => ({
    status: 400,
    code: 'BadRequest',
    message:
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  }),
  badParameter: (message: string): GraphFault => ({ status: 400, code: 'RequestBodyRead', message }),
  headerName: (name: string): GraphFault => ({
    status: 400,
    code: 'InvalidInternetMessageHeader',
    message: `The internet message header name '${name}' should start with 'x-' or 'X-'.`,
  }),
  noRecipients: (): GraphFault => ({
    status: 400,
    code: 'ErrorInvalidRecipients',
    message: 'At least one recipient is not valid., Recipient cannot be resolved.',
  }),
  tooLarge: (): GraphFault => ({
    status: 413,
    code: 'RequestEntityTooLarge',
    message: 'Request Entity Too Large: The page was not displayed because the request entity is too large.',
  }),
  throttled: (): GraphFault => ({
    status: 429,
    code: 'ApplicationThrottled',
    message: 'Application is over its MailboxConcurrency limit.',
    headers: { 'retry-after': '2' },
  }),
  tooManyRequests: (): GraphFault => ({
    status: 429,
    code: 'TooManyRequests',
    message: 'Too many requests.',
    headers: { 'retry-after': '60' },
  }),
};

const unauthorized = (message: string): GraphFault => ({ status: 401, code: 'InvalidAuthenticationToken', message });

/** A refusal on its way to the answer. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly fault: GraphFault;
  constructor(fault: GraphFault) {
    super(fault.message);
    this.fault = fault;
  }
}

const clientRequestId = (request: SandboxRequest): string | undefined => {
  const asked = request.headers['client-request-id'];
  return typeof asked === 'string' ? asked : undefined;
};

/** The headers every answer of Graph carries. */
export function graphHeaders(request: SandboxRequest): Record<string, string> {
  const id = randomUUID();
  return {
    'request-id': id,
    'client-request-id': clientRequestId(request) ?? id,
    'x-ms-ags-diagnostic': '{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"0","ScaleUnit":"000"}}',
  };
}

export function graphRefusal(request: SandboxRequest, fault: GraphFault): Answer {
  const headers = graphHeaders(request);
  const innerError = {
    date: new Date().toISOString().slice(0, 19),
    'request-id': headers['request-id'],
    'client-request-id': headers['client-request-id'],
  };
  const challenge: Record<string, string> =
    fault.status === 401 ? { 'www-authenticate': 'Bearer realm="", error="invalid_token"' } : {};
  return jsonAnswer({ error: { code: fault.code, message: fault.message, innerError } }, fault.status, {
    ...headers,
    ...challenge,
    ...fault.headers,
  });
}
