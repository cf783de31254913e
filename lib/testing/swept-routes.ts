import { identityListSchema, tripAnswerSchema } from '#lib/accounts/schema.ts';
import type { ApiRoute } from '#lib/http/openapi.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import { personPassword } from './a-tenant.ts';

export const directoryId = '66666666-7777-8888-9999-000000000000';
export const clientSecret = 'abc8Q~canary-of-the-victim';

/** A good request for a connection. */
export function aConnection(senderName: string, overrides: object) {
  return {
    provider: 'microsoft',
    grantKind: 'authorization_code',
    transport: 'graph',
    senderName,
    senderAddress: 'reports@contoso.com',
    clientId: '11111111-2222-3333-4444-555555555555',
    settings: { directoryId },
    clientSecret,
    clientSecretExpiresAt: null,
    overrides,
  } as const;
}

/**
 * Every method of every route file, asked by everybody who must not get an answer (W2, W1, W4). What a route of
 * /api/v1 needs stands in lib/http/openapi.ts; a new one adds here what it takes: the body of a good request, and
 * whose id its path names. A body that names the authorization server is made once that listens.
 */
export const tenantRoutes: Record<
  string,
  { body?: unknown; query?: string; id?: 'connection' | 'apiKey' | 'member' | 'webhook' }
> = {
  'GET /api/v1/connections': {},
  'POST /api/v1/connections': { body: aConnection('Swept', {}) },
  'DELETE /api/v1/connections': { query: '?clear=everything' },
  'POST /api/v1/connections/try': { body: { ...aConnection('Swept', {}), grantKind: 'client_credentials' } },
  'GET /api/v1/connections/clearing': {},
  'GET /api/v1/connections/{id}': { id: 'connection' },
  'PATCH /api/v1/connections/{id}': { id: 'connection', body: { senderName: 'Somebody else' } },
  'POST /api/v1/connections/{id}/connect': { id: 'connection' },
  'POST /api/v1/connections/{id}/refresh': { id: 'connection' },
  'POST /api/v1/connections/{id}/verify': { id: 'connection' },
  'POST /api/v1/connections/{id}/activate': { id: 'connection' },
  'POST /api/v1/connections/{id}/test-email': { id: 'connection', body: { to: 'reader@example.com' } },
  'POST /api/v1/connections/{id}/replace-secret': {
    id: 'connection',
    body: { clientSecret: 'another~secret', clientSecretExpiresAt: null },
  },
  'POST /api/v1/connections/{id}/disconnect': { id: 'connection' },
  'GET /api/v1/connections/{id}/events': { id: 'connection' },
  'GET /api/v1/connections/{id}/life': { id: 'connection' },
  'GET /api/v1/connections/{id}/revocation': { id: 'connection' },
  'GET /api/v1/connections/{id}/today': { id: 'connection' },
  'DELETE /api/v1/connections/{id}': { id: 'connection' },
  'POST /api/v1/certificates/read': { body: { pem: aCertificate({ key: 'ec' }).certificate } },
  'POST /api/v1/discovery': { body: (server: string) => ({ url: `${server}/${directoryId}/v2.0` }) },
  'GET /api/v1/installation': {},
  'GET /api/v1/api-keys': {},
  'POST /api/v1/api-keys': { body: { name: 'Swept', scopes: ['connections:read'] } },
  'DELETE /api/v1/api-keys/{id}': { id: 'apiKey' },
  'GET /api/v1/notices': {},
  'GET /api/v1/webhooks': {},
  'POST /api/v1/webhooks': { body: { url: 'https://localhost:9/swept' } },
  'GET /api/v1/webhooks/{id}': { id: 'webhook' },
  'PATCH /api/v1/webhooks/{id}': { id: 'webhook', body: { isEnabled: false } },
  'POST /api/v1/webhooks/{id}/test': { id: 'webhook' },
  'POST /api/v1/webhooks/{id}/secret': { id: 'webhook' },
  'GET /api/v1/webhooks/{id}/deliveries': { id: 'webhook' },
  'DELETE /api/v1/webhooks/{id}': { id: 'webhook' },
  'GET /api/v1/members': {},
  'PATCH /api/v1/members/{userId}': { id: 'member', body: { role: 'analyst' } },
  'GET /api/v1/audit-events': {},
  'POST /api/v1/files/scan': { body: { name: 'key.json', content: 'e30=' } },
  'GET /api/v1/virus-scanner': {},
  'PUT /api/v1/virus-scanner': { body: { host: 'localhost', port: 10 } },
  'POST /api/v1/virus-scanner/test': { body: { host: 'localhost', port: 10 } },
  'DELETE /api/v1/virus-scanner': {},
};

/** About the signed-in person alone, whatever tenant they are in: as `tenantRoutes`, with how they answer. */
export const personRoutes: Record<string, { body?: unknown; status: number; schema?: ApiRoute['response'] }> = {
  'GET /api/account/identities': { status: 200, schema: identityListSchema },
  'POST /api/account/identities': {
    body: { provider: 'one', password: personPassword, returnTo: '/' },
    status: 200,
    schema: tripAnswerSchema,
  },
  'DELETE /api/account/identities/{id}': { status: 204 },
};

/** Open to everybody on purpose, each with what guards it instead. */
export const publicRoutes: Record<string, string> = {
  'GET /api/v1/openapi.json': 'holds nothing of any tenant',
  'POST /api/set-up': 'the set-up code, and closed once anybody exists',
  'GET /api/auth/[...nextauth]': 'next-auth',
  'POST /api/auth/[...nextauth]': 'next-auth: CSRF token and password',
  'POST /api/auth/callback/credentials': 'next-auth: CSRF token and password',
  'POST /api/auth/signin/{provider}': 'sends a browser to an issuer of the configuration',
  'GET /api/auth/callback/{provider}': 'the stored state, the browser and the session it is bound to',
  'GET /oauth/callback/[...server]': 'the stored state, the browser and the session it is bound to',
};
