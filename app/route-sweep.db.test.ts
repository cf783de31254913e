import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey, type Scope, scopes, scopesOf } from '#lib/accounts/index.ts';
import { routeKind } from '#lib/http/index.ts';
import { apiRoutes } from '#lib/http/openapi.ts';
import { aRequest, params } from '#lib/testing/a-request.ts';
import { aTenant, type TestTenant } from '#lib/testing/a-tenant.ts';
import { useDatabase } from '#lib/testing/database.ts';

/**
 * Every method of every route file, asked by everybody who must not get an answer (W2, W1, W4). What a route of
 * /api/v1 needs stands in lib/http/openapi.ts; a new one adds here what it takes: the body of a good request, and
 * whose id its path names.
 */
const tenantRoutes: Record<string, { body?: unknown; id?: 'connection' | 'apiKey' }> = {
  'GET /api/v1/connections': {},
  'POST /api/v1/connections': { body: aConnection('Swept') },
  'GET /api/v1/connections/{id}': { id: 'connection' },
  'PATCH /api/v1/connections/{id}': { id: 'connection', body: { senderName: 'Somebody else' } },
  'POST /api/v1/connections/{id}/connect': { id: 'connection' },
  'POST /api/v1/connections/{id}/refresh': { id: 'connection' },
  'POST /api/v1/connections/{id}/activate': { id: 'connection' },
  'POST /api/v1/connections/{id}/test-email': { id: 'connection', body: { to: 'reader@example.com' } },
  'POST /api/v1/connections/{id}/replace-secret': {
    id: 'connection',
    body: { clientSecret: 'another~secret', clientSecretExpiresAt: null },
  },
  'POST /api/v1/connections/{id}/disconnect': { id: 'connection' },
  'GET /api/v1/connections/{id}/events': { id: 'connection' },
  'DELETE /api/v1/connections/{id}': { id: 'connection' },
  'GET /api/v1/api-keys': {},
  'POST /api/v1/api-keys': { body: { name: 'Swept', scopes: ['connections:read'] } },
  'DELETE /api/v1/api-keys/{id}': { id: 'apiKey' },
  'GET /api/v1/audit-events': {},
};

/** Open to everybody on purpose, each with what guards it instead. */
const publicRoutes: Record<string, string> = {
  'GET /api/v1/openapi.json': 'holds nothing of any tenant',
  'POST /api/set-up': 'the set-up code, and closed once anybody exists',
  'GET /api/auth/[...nextauth]': 'next-auth',
  'POST /api/auth/[...nextauth]': 'next-auth: CSRF token and password',
  'GET /oauth/callback/[...server]': 'the stored state, the browser and the session it is bound to',
};

/** For the machines that watch the process: no tenant, no wrapper. */
const bareRoutes = new Set(['GET /healthz', 'GET /readyz']);

const database = useDatabase();

type Handler = ((request: Request, context: { params: Promise<object> }) => Promise<Response>) & {
  [routeKind]?: string;
};
const handlers = new Map<string, Handler>();
let victim: TestTenant & { connection: string; apiKey: string };
let stranger: TestTenant;
let strangerKey: string;
let superuser: pg.Pool | undefined;

beforeAll(async () => {
  for (const [name, handler] of await discoverRoutes()) handlers.set(name, handler);
  const tenant = await aTenant();
  const { apiKey } = await createApiKey(tenant.admin.ctx, { name: 'Victim key', scopes: [...scopes] });
  victim = { ...tenant, connection: await insertConnection(tenant.id), apiKey: apiKey.id };
  stranger = await aTenant();
  strangerKey = (await createApiKey(stranger.admin.ctx, { name: 'Stranger key', scopes: [...scopes] })).key;
}, 60_000);
afterAll(() => superuser?.end());

it('knows every method of every route file', () => {
  const listed = [...Object.keys(tenantRoutes), ...Object.keys(publicRoutes), ...bareRoutes];
  expect([...handlers.keys()].toSorted()).toEqual(listed.toSorted());
});

it('finds each of them made by a wrapper of lib/http, of the right kind', () => {
  for (const [name, handler] of handlers) {
    const kind = name in tenantRoutes ? 'tenant' : name in publicRoutes ? 'public' : undefined;
    expect([name, handler[routeKind]]).toEqual([name, kind]);
  }
});

it('describes each of them in the OpenAPI table', () => {
  const described = apiRoutes.map((route) => `${route.method} ${route.path}`);
  expect(described.toSorted()).toEqual([...handlers.keys()].filter((name) => name.includes(' /api/v1/')).toSorted());
});

describe.each(Object.entries(tenantRoutes))('%s', (name, { body, id }) => {
  const method = name.split(' ')[0] ?? '';
  const template = name.split(' ')[1] ?? '';
  const isChange = method !== 'GET';
  const scope = apiRoutes.find((route) => `${route.method} ${route.path}` === name)?.scope as Scope;

  /** Sends what would be a good request of the victim's own, but as `sender`. */
  const ask = (sender: Parameters<typeof aRequest>[1]) => {
    const values = id ? { id: victim[id] } : {};
    const target = id ? template.replace('{id}', victim[id]) : template;
    const handler = handlers.get(name);
    if (!handler) throw new Error(`There is no handler for ${name}.`);
    return handler(aRequest(target, { method, body, ...sender }), params(values));
  };

  it('does not know who has no session, an ended one, or a wrong key', async () => {
    await unharmed(async () => {
      const nobody = [
        {},
        { tenant: victim.slug },
        { session: 'A'.repeat(43), tenant: victim.slug },
        { key: `mg_${'A'.repeat(43)}` },
        // The header by which a middleware once let everybody pass (CVE-2025-29927).
        {
          tenant: victim.slug,
          headers: { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
        },
      ];
      for (const sender of nobody) expect((await ask(sender)).status).toBe(401);
    });
  });

  it('does not exist for people and keys of another tenant: 404, never 403 or 2xx', async () => {
    await unharmed(async () => {
      const session = stranger.admin.token;
      expect((await ask({ session, tenant: victim.slug })).status).toBe(404);
      expect((await ask({ key: strangerKey, tenant: victim.slug })).status).toBe(404);
      // In their own tenant they may do everything: what keeps them out here is the tenant of the row alone.
      for (const sender of [{ session, tenant: stranger.slug }, { key: strangerKey }]) {
        const answer = await ask(sender);
        if (id) expect(answer.status).toBe(404);
        const text = await answer.text();
        // The refusal names the request, not the victim.
        for (const secret of [victim.connection, victim.apiKey, 'Victim', victim.id])
          expect(text).not.toContain(secret);
      }
    });
  });

  it('refuses a role and a key without the scope', async () => {
    await unharmed(async () => {
      const { ctx } = victim.admin;
      const others = scopes.filter((each) => each !== scope);
      const { key, apiKey } = await createApiKey(ctx, { name: 'Lacking', scopes: others });
      expect((await ask({ key })).status).toBe(403);
      for (const role of ['analyst', 'viewer'] as const) {
        if (scopesOf[role].includes(scope)) continue;
        expect((await ask({ session: victim[role].token, tenant: victim.slug })).status).toBe(403);
      }
      await sql('delete from api_keys where id = $1', [apiKey.id]);
    });
  });

  if (!isChange) return;

  it('refuses what a page of another site sends with the cookie of the admin', async () => {
    await unharmed(async () => {
      const session = victim.admin.token;
      for (const headers of [
        { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
        { origin: 'http://localhost:3001', 'sec-fetch-site': 'same-site' },
        { origin: null, 'sec-fetch-site': null },
        { origin: null, 'sec-fetch-site': 'none' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
      ]) {
        expect((await ask({ session, tenant: victim.slug, headers })).status).toBe(403);
      }
    });
  });
});

// Last, for it changes the victim: without it, a sweep whose requests nobody may send would prove nothing.
it.each(Object.entries(tenantRoutes))('%s answers its own administrator', async (name, { body, id }) => {
  const method = name.split(' ')[0] ?? '';
  const own = { ...victim, connection: await insertConnection(victim.id) };
  const target = (name.split(' ')[1] ?? '').replace('{id}', id ? own[id] : '');
  const sender = { method, body, session: victim.admin.token, tenant: victim.slug };
  const answer = await handlers.get(name)?.(aRequest(target, sender), params(id ? { id: own[id] } : {}));
  // The provider of this connection is a closed door: what a route can do without it succeeds, the rest says so.
  expect([200, 201, 204, 409, 422, 503]).toContain(answer?.status);
});

/** Runs attacks and compares every row of the victim before and after, but for the audit log that grows by itself. */
async function unharmed(attacks: () => Promise<void>): Promise<void> {
  const before = await rowHash(victim.id);
  await attacks();
  expect(await rowHash(victim.id)).toBe(before);
}

async function rowHash(tenantId: string): Promise<string> {
  const tables = await sql<{ name: string }>(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id'",
  );
  expect(tables.length).toBeGreaterThanOrEqual(9);
  const hash = createHash('sha256');
  for (const { name } of tables.toSorted((one, other) => one.name.localeCompare(other.name))) {
    if (name === 'audit_events') continue;
    const rows = await sql<{ row: string }>(`select t::text as row from ${name} t where tenant_id = $1 order by 1`, [
      tenantId,
    ]);
    hash.update(JSON.stringify([name, rows]));
  }
  return hash.digest('hex');
}

async function discoverRoutes(): Promise<[string, Handler][]> {
  const files = globSync('**/route.ts', { cwd: import.meta.dirname });
  const found = await Promise.all(
    files.map(async (file) => {
      const module: Record<string, unknown> = await import(path.join(import.meta.dirname, file));
      const folder = path
        .dirname(file)
        .split(path.sep)
        .filter((part) => !/^\(.*\)$/.test(part));
      const route = `/${folder.join('/').replaceAll(/\[(\w+)\]/g, '{$1}')}`;
      const methods = Object.keys(module).filter((key) => /^[A-Z]+$/.test(key));
      return methods.map((method): [string, Handler] => [`${method} ${route}`, module[method] as Handler]);
    }),
  );
  return found.flat();
}

function aConnection(senderName: string) {
  return {
    provider: 'microsoft',
    grantKind: 'client_credentials',
    transport: 'graph',
    senderName,
    senderAddress: 'reports@contoso.com',
    clientId: '11111111-2222-3333-4444-555555555555',
    directoryId: '66666666-7777-8888-9999-000000000000',
    clientSecret: 'abc8Q~not-a-guid',
    clientSecretExpiresAt: null,
    overrides: {},
  };
}

/** Written as it would stand in the database, with endpoints on a door that egress keeps closed. */
async function insertConnection(tenantId: string): Promise<string> {
  const { provider, grantKind, transport, senderName, senderAddress, clientId, directoryId } = aConnection('Victim');
  const closed = 'https://127.0.0.1:9';
  const overrides = { issuer: closed, authorizationEndpoint: closed, tokenEndpoint: closed, graphUrl: closed };
  const rows = await sql<{ id: string }>(
    `insert into connections
       (tenant_id, provider, grant_kind, transport, sender_name, sender_address, client_id, directory_id, overrides)
     values ($1, $2, $3::grant_kind, $4, $5, $6, $7, $8, $9) returning id`,
    [tenantId, provider, grantKind, transport, senderName, senderAddress, clientId, directoryId, overrides],
  );
  return rows[0]?.id ?? '';
}

async function sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  superuser ??= new pg.Pool({ connectionString: database.superuserUrl, max: 1 });
  return (await superuser.query<Row>(text, values)).rows;
}
