import { describe, expect, it } from 'vitest';
import { createApiKey } from '#lib/accounts/index.ts';
import { config } from '#lib/config/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { aRequest, params } from '#lib/testing/a-request.ts';
import { aTenant } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { publicRoute, tenantRoute } from './route.ts';

useDatabase();

const whoActs = tenantRoute(async (_request, ctx) =>
  Response.json({ tenant: ctx.tenantSlug, kind: ctx.actor.kind, ip: ctx.ip }),
);
const call = (handler: typeof whoActs, request: Request) => handler(request, params({}));

describe('tenantRoute', () => {
  it('lets a person act in the tenant that the header names', async () => {
    const tenant = await aTenant();
    const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' };
    const answer = await call(whoActs, aRequest('/', { session: tenant.admin.token, tenant: tenant.slug, headers }));
    expect(await answer.json()).toEqual({ tenant: tenant.slug, kind: 'user', ip: '203.0.113.9' });
  });

  it('asks for the header where it is missing', async () => {
    const { admin } = await aTenant();
    const answer = await call(whoActs, aRequest('/', { session: admin.token }));
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ path: 'Mailgrant-Tenant' }] });
  });

  it('lets an API key act in its own tenant, named or not, and in no other', async () => {
    const tenant = await aTenant();
    const other = await aTenant();
    const { key } = await createApiKey(tenant.admin.ctx, { name: 'Key', scopes: ['connections:read'] });
    expect(await (await call(whoActs, aRequest('/', { key }))).json()).toMatchObject({
      tenant: tenant.slug,
      kind: 'api_key',
    });
    expect((await call(whoActs, aRequest('/', { key, tenant: tenant.slug }))).status).toBe(200);
    expect((await call(whoActs, aRequest('/', { key, tenant: other.slug }))).status).toBe(404);
    // A key changes things without an Origin, even where a cookie travels along: the key decides.
    const session = other.admin.token;
    const headers = { origin: null, 'sec-fetch-site': null };
    expect((await call(whoActs, aRequest('/', { method: 'POST', key, session, headers }))).status).toBe(200);
  });

  it.each(['Basic YTpi', 'Bearer', 'Bearer  ', 'mg_abc', 'Bearer mg_abc'])(
    'does not fall back to the cookie for %j',
    async (authorization) => {
      const { admin, slug } = await aTenant();
      const answer = await call(
        whoActs,
        aRequest('/', { session: admin.token, tenant: slug, headers: { authorization } }),
      );
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    },
  );
});

describe('publicRoute', () => {
  it('asks where a change comes from whatever header is there', async () => {
    const change = publicRoute(async () => new Response(null, { status: 204 }));
    expect((await call(change, aRequest('/', { method: 'POST' }))).status).toBe(204);
    const headers = { authorization: 'Bearer x', origin: 'https://evil.example' };
    expect((await call(change, aRequest('/', { method: 'POST', headers }))).status).toBe(403);
  });
});

describe('every answer', () => {
  it('is never kept by a cache, has an id, and keeps its cookies', async () => {
    const cookies = ['a=1; Path=/', 'b=2; Path=/'];
    const handler = publicRoute(async () => {
      const headers = new Headers({ 'cache-control': 'public, max-age=60' });
      for (const cookie of cookies) headers.append('set-cookie', cookie);
      return new Response(null, { status: 204, headers });
    });
    const answer = await call(handler, aRequest('/'));
    expect(answer.status).toBe(204);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.getSetCookie()).toEqual(cookies);
  });

  it('binds the browser to https where the product is reached by it, refusals too', async () => {
    const headerOf = async (handler: typeof whoActs) =>
      (await call(handler, aRequest('/'))).headers.get('strict-transport-security');
    const greets = publicRoute(async () => Response.json({}));
    const http = config().publicUrl;
    expect(await headerOf(greets)).toBeNull();
    config().publicUrl = 'https://mail.example';
    try {
      expect(await headerOf(greets)).toBe('max-age=31536000');
      expect(await headerOf(whoActs)).toBe('max-age=31536000');
    } finally {
      config().publicUrl = http;
    }
  });

  it('says a refusal in its own words, without the cause', async () => {
    const handler = publicRoute(async () => {
      const fields = [{ path: 'name', message: 'Enter a name.' }];
      throw new AppError('conflict', 'Somebody was faster.', { cause: new Error('canary-cause'), fields });
    });
    const answer = await call(handler, aRequest('/'));
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(JSON.parse(text)).toEqual({
      type: 'urn:mailgrant:problem:conflict',
      title: 'Not possible as things are now',
      status: 409,
      detail: 'Somebody was faster.',
      code: 'conflict',
      errors: [{ path: 'name', message: 'Enter a name.' }],
      requestId: answer.headers.get('x-request-id'),
    });
    expect(text).not.toContain('canary');
  });

  it('shows nothing of a bug but the id of its log entry', async () => {
    const handler = publicRoute(async () => {
      throw Object.assign(new Error('canary-message'), { secret: 'canary-field' });
    });
    const answer = await call(handler, aRequest('/'));
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).toContain(answer.headers.get('x-request-id'));
    expect(text).not.toContain('canary');
  });
});
