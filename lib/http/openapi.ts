import { z } from 'zod';
import type { Scope } from '#lib/accounts/index.ts';
import {
  apiKeyInputSchema,
  apiKeyListSchema,
  changedMemberSchema,
  createdApiKeySchema,
  memberListSchema,
  roleChangeSchema,
} from '#lib/accounts/schema.ts';
import { auditPageSchema, auditQuerySchema } from '#lib/audit/schema.ts';
import {
  certificateReadInputSchema,
  certificateReadSchema,
  clearedSchema,
  clearingForecastSchema,
  clearQuerySchema,
  connectAnswerSchema,
  connectionChangeSchema,
  connectionInputSchema,
  connectionListSchema,
  connectionSchema,
  discoveryInputSchema,
  discoverySchema,
  eventListSchema,
  grantLifeSchema,
  installationSchema,
  replaceSecretSchema,
  revocationForecastSchema,
  testEmailInputSchema,
  testOutcomeSchema,
  todayQuerySchema,
  todaySchema,
  tryInputSchema,
  tryOutcomeSchema,
} from '#lib/connections/schema.ts';
import {
  fileScanSchema,
  savedScannerSchema,
  scannedFileSchema,
  scannerInputSchema,
  scannerSchema,
  scannerTestSchema,
  scannerTrialSchema,
} from '#lib/files/schema.ts';
import { noticeListSchema } from '#lib/notices/schema.ts';
import {
  webhookChangeSchema,
  webhookDeliveryListSchema,
  webhookDeliverySchema,
  webhookInputSchema,
  webhookListSchema,
  webhookSchema,
  webhookWithSecretSchema,
} from '#lib/webhooks/schema.ts';

export type ApiMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type ApiRoute = {
  method: ApiMethod;
  path: `/api/v1/${string}`;
  summary: string;
  /** What a role or a key must carry; null when nobody need sign in. */
  scope: Scope | null;
  query?: z.ZodObject;
  body?: z.ZodType;
  status: 200 | 201 | 204;
  response: z.ZodType | null;
};

/** Every route of the API. A test compares it with the route files: a route that is not here does not pass. */
export const apiRoutes: readonly ApiRoute[] = [
  route('GET', '/api/v1/connections', 'List connections', 'connections:read', { response: connectionListSchema }),
  route(
    'POST',
    '/api/v1/connections',
    'Save a new connection as a candidate; a tenant has 50 of them at most',
    'connections:admin',
    {
      body: connectionInputSchema,
      status: 201,
      response: connectionSchema,
    },
  ),
  route('DELETE', '/api/v1/connections', 'Delete every connection, the active one too', 'connections:admin', {
    query: clearQuerySchema,
    response: clearedSchema,
  }),
  route('POST', '/api/v1/connections/try', 'Try settings without saving them', 'connections:admin', {
    body: tryInputSchema,
    response: tryOutcomeSchema,
  }),
  route('GET', '/api/v1/connections/clearing', 'Show what deleting every connection would take', 'connections:admin', {
    response: clearingForecastSchema,
  }),
  route('GET', '/api/v1/connections/{id}', 'Read a connection and its token status', 'connections:read', {
    response: connectionSchema,
  }),
  route('PATCH', '/api/v1/connections/{id}', 'Change a candidate', 'connections:admin', {
    body: connectionChangeSchema,
    response: connectionSchema,
  }),
  route('DELETE', '/api/v1/connections/{id}', 'Discard a candidate', 'connections:admin', { status: 204 }),
  route(
    'POST',
    '/api/v1/connections/{id}/connect',
    'Get the first token, or the link to consent',
    'connections:admin',
    {
      response: connectAnswerSchema,
    },
  ),
  route('POST', '/api/v1/connections/{id}/refresh', 'Renew the tokens now', 'connections:admin', {
    response: connectionSchema,
  }),
  route(
    'POST',
    '/api/v1/connections/{id}/verify',
    'Get in with what is stored, without sending anything',
    'connections:test',
    { response: connectionSchema },
  ),
  route('POST', '/api/v1/connections/{id}/activate', 'Send through this connection from now on', 'connections:admin', {
    response: connectionSchema,
  }),
  route('POST', '/api/v1/connections/{id}/test-email', 'Send a test e-mail', 'connections:test', {
    body: testEmailInputSchema,
    response: testOutcomeSchema,
  }),
  route('POST', '/api/v1/connections/{id}/replace-secret', 'Try a new client secret and keep it', 'connections:admin', {
    body: replaceSecretSchema,
    response: connectionSchema,
  }),
  route('POST', '/api/v1/connections/{id}/disconnect', 'Forget the grant and its secrets', 'connections:admin', {
    response: connectionSchema,
  }),
  route('GET', '/api/v1/connections/{id}/events', 'List what happened to the grant', 'connections:read', {
    response: eventListSchema,
  }),
  route('GET', '/api/v1/connections/{id}/life', 'Show what became of the grant since it began', 'connections:read', {
    response: grantLifeSchema,
  }),
  route(
    'GET',
    '/api/v1/connections/{id}/revocation',
    'Show what disconnecting would do to the access at the provider',
    'connections:admin',
    { response: revocationForecastSchema },
  ),
  route(
    'GET',
    '/api/v1/connections/{id}/today',
    'Count today’s test e-mails and renewals, by the day of a time zone',
    'connections:read',
    { query: todayQuerySchema, response: todaySchema },
  ),
  route(
    'POST',
    '/api/v1/certificates/read',
    'Read certificates before they are saved; nothing is kept',
    'connections:admin',
    {
      body: certificateReadInputSchema,
      response: certificateReadSchema,
    },
  ),
  route(
    'POST',
    '/api/v1/discovery',
    'Read what an authorization server says of itself; nothing is kept',
    'connections:admin',
    { body: discoveryInputSchema, response: discoverySchema },
  ),
  route('GET', '/api/v1/installation', 'Show where this installation sends from', 'connections:read', {
    response: installationSchema,
  }),
  route('POST', '/api/v1/files/scan', 'Have a file scanned for viruses', 'connections:admin', {
    body: fileScanSchema,
    response: scannedFileSchema,
  }),
  route('GET', '/api/v1/virus-scanner', 'Show which virus scanner looks at uploads', 'connections:read', {
    response: scannerSchema,
  }),
  route('PUT', '/api/v1/virus-scanner', 'Have uploads scanned by a clamd of this tenant', 'connections:admin', {
    body: scannerInputSchema,
    response: savedScannerSchema,
  }),
  route('DELETE', '/api/v1/virus-scanner', 'Leave uploads unscanned', 'connections:admin', { status: 204 }),
  route(
    'POST',
    '/api/v1/virus-scanner/test',
    'Ask a virus scanner whether it is there: that in force, or one not yet saved',
    'connections:admin',
    { body: scannerTrialSchema, response: scannerTestSchema },
  ),
  route('GET', '/api/v1/notices', 'List what the active connection’s people are to know now', 'connections:read', {
    response: noticeListSchema,
  }),
  route('GET', '/api/v1/webhooks', 'List webhooks', 'webhooks:admin', { response: webhookListSchema }),
  route(
    'POST',
    '/api/v1/webhooks',
    'Have an address told of events; its secret is shown in this answer only',
    'webhooks:admin',
    { body: webhookInputSchema, status: 201, response: webhookWithSecretSchema },
  ),
  route('GET', '/api/v1/webhooks/{id}', 'Read a webhook', 'webhooks:admin', { response: webhookSchema }),
  route('PATCH', '/api/v1/webhooks/{id}', 'Change a webhook, or switch it off and on', 'webhooks:admin', {
    body: webhookChangeSchema,
    response: webhookSchema,
  }),
  route('DELETE', '/api/v1/webhooks/{id}', 'Delete a webhook and what waits for it', 'webhooks:admin', { status: 204 }),
  route('POST', '/api/v1/webhooks/{id}/test', 'Send webhook.test, once and now', 'webhooks:admin', {
    response: webhookDeliverySchema,
  }),
  route(
    'POST',
    '/api/v1/webhooks/{id}/secret',
    'Sign with a new secret, shown in this answer only; the one before signs beside it for a day',
    'webhooks:admin',
    { response: webhookWithSecretSchema },
  ),
  route('GET', '/api/v1/webhooks/{id}/deliveries', 'List what a webhook was told last', 'webhooks:admin', {
    response: webhookDeliveryListSchema,
  }),
  route('GET', '/api/v1/api-keys', 'List API keys', 'keys:admin', { response: apiKeyListSchema }),
  route('POST', '/api/v1/api-keys', 'Make an API key; it is shown in this answer only', 'keys:admin', {
    body: apiKeyInputSchema,
    status: 201,
    response: createdApiKeySchema,
  }),
  route('DELETE', '/api/v1/api-keys/{id}', 'Revoke an API key', 'keys:admin', { status: 204 }),
  route('GET', '/api/v1/members', 'List the people of this tenant and their roles', 'members:admin', {
    response: memberListSchema,
  }),
  route(
    'PATCH',
    '/api/v1/members/{userId}',
    'Give somebody another role; it ends their sessions and the keys they made beyond it, and only people may do it',
    'members:admin',
    { body: roleChangeSchema, response: changedMemberSchema },
  ),
  route('GET', '/api/v1/audit-events', 'List who did what, newest first', 'audit:read', {
    query: auditQuerySchema,
    response: auditPageSchema,
  }),
  route('GET', '/api/v1/openapi.json', 'This description', null, { response: z.record(z.string(), z.unknown()) }),
];

function route(
  method: ApiMethod,
  path: ApiRoute['path'],
  summary: string,
  scope: Scope | null,
  rest: Partial<Pick<ApiRoute, 'query' | 'body' | 'status' | 'response'>>,
): ApiRoute {
  return { method, path, summary, scope, status: 200, response: null, ...rest };
}
