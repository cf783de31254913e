import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApiKey, type Scope, scopes, scopesAllowing, scopesOf } from '#lib/accounts/index.ts';
import { connect, createConnection, finishConsent } from '#lib/connections/index.ts';
import { connectionSchema } from '#lib/connections/schema.ts';
import { routeKind } from '#lib/http/index.ts';
import { type ApiRoute, apiRoutes } from '#lib/http/openapi.ts';
import { aRequest, params } from '#lib/testing/a-request.ts';
import { aTenant, type TestTenant } from '#lib/testing/a-tenant.ts';
import { startAuthorizationServer, type TestAuthorizationServer } from '#lib/testing/authorization-server.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { foreignPages } from '#lib/testing/foreign-pages.ts';
import { type RouteHandler, routeHandlers } from '#lib/testing/route-handlers.ts';
import { useSignInIssuers } from '#lib/testing/sign-in-issuer.ts';
import { subrequestHeaders } from '#lib/testing/subrequest-headers.ts';
import {
  aConnection,
  clientSecret,
  directoryId,
  personRoutes,
  publicRoutes,
  tenantRoutes,
} from '#lib/testing/swept-routes.ts';
import { createWebhook } from '#lib/webhooks/index.ts';

/** For the machines that watch the process: no tenant, no wrapper. */
const bareRoutes = new Set(['GET /healthz', 'GET /readyz']);

const database = useDatabase();
useSignInIssuers();

const handlers = new Map<string, RouteHandler>();
/** Those that do nothing but refuse: of methods that an address does not take, and of addresses that are none. */
const refusals = new Map<string, RouteHandler>();
let victim: TestTenant & { connection: string; apiKey: string; member: string; webhook: string };
let stranger: TestTenant;
let strangerKey: string;
/** Of the victim's administrator. */
let identity: string;
let server: TestAuthorizationServer;

const given = (body: unknown): unknown => (typeof body === 'function' ? body(server.origin) : body);

beforeAll(async () => {
  server = await startAuthorizationServer();
  vi.stubEnv('EGRESS_ALLOW', `${process.env.EGRESS_ALLOW},${new URL(server.origin).host},localhost:10`);
  for (const [name, handler] of await routeHandlers()) {
    (handler[routeKind] === 'refusal' ? refusals : handlers).set(name, handler);
  }
  const tenant = await aTenant();
  const { apiKey } = await createApiKey(tenant.admin.ctx, { name: 'Victim key', scopes: [...scopes] });
  const { webhook } = await createWebhook(tenant.admin.ctx, { url: 'https://localhost:9/victim', name: 'Victim' });
  victim = {
    ...tenant,
    connection: await connectedTo(tenant),
    apiKey: apiKey.id,
    member: tenant.viewer.userId,
    webhook: webhook.id,
  };
  const [row] = await database.asSuperuser<{ id: string }>(
    `insert into identities (user_id, issuer, subject, provider, label) values ($1, 'i', 's', 'one', 'One') returning id`,
    [tenant.admin.userId],
  );
  identity = row?.id ?? '';
  stranger = await aTenant();
  strangerKey = (await createApiKey(stranger.admin.ctx, { name: 'Stranger key', scopes: [...scopes] })).key;
});
afterAll(async () => {
  await server.close();
});

it('knows every method of every route file', () => {
  const listed = [tenantRoutes, personRoutes, publicRoutes].flatMap(Object.keys).concat(...bareRoutes);
  expect([...handlers.keys()].toSorted()).toEqual(listed.toSorted());
});

it('finds each of them made by a wrapper of lib/http, of the right kind', () => {
  for (const [name, handler] of handlers) {
    const kinds = { tenant: tenantRoutes, person: personRoutes, public: publicRoutes };
    const [kind] = Object.entries(kinds).find(([, names]) => name in names) ?? [];
    expect([name, handler[routeKind]]).toEqual([name, kind]);
  }
});

it('describes each of them in the OpenAPI table', () => {
  const described = apiRoutes.map((route) => `${route.method} ${route.path}`);
  expect(described.toSorted()).toEqual([...handlers.keys()].filter((name) => name.includes(' /api/v1/')).toSorted());
});

it('refuses every other method with those that the address takes, as problem+json', async () => {
  const paths = new Set([...handlers.keys()].filter((name) => !bareRoutes.has(name)).map((name) => name.split(' ')[1]));
  expect(paths.size).toBeGreaterThan(15);
  for (const path of paths) {
    const taken = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => handlers.has(`${method} ${path}`));
    const refused = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'].filter((each) => !taken.includes(each));
    for (const method of refused) {
      // Next makes a HEAD of every GET that has none.
      if (method === 'HEAD' && !refusals.has(`HEAD ${path}`)) continue;
      const answer = await refusals.get(`${method} ${path}`)?.(aRequest('/', { method }), params({}));
      expect([path, method, answer?.status]).toEqual([path, method, 405]);
      expect(answer?.headers.get('content-type')).toBe('application/problem+json');
      const allow = answer?.headers.get('allow')?.split(', ') ?? [];
      const head = taken.includes('GET') && !refusals.has(`HEAD ${path}`) ? ['HEAD'] : [];
      expect([path, ...allow.toSorted()]).toEqual([path, ...[...taken, ...head, 'OPTIONS'].toSorted()]);
      const options = await refusals.get(`OPTIONS ${path}`)?.(aRequest('/', { method: 'OPTIONS' }), params({}));
      expect([options?.status, options?.headers.get('allow')]).toEqual([204, answer?.headers.get('allow')]);
    }
  }
});

it('lets no HEAD, which programs send to look, use up a trip to the consent screen', () => {
  for (const path of ['/oauth/callback/[...server]', '/api/auth/callback/{provider}'])
    expect([...refusals.keys()]).toContain(`HEAD ${path}`);
});

it.each(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'])(
  'says problem+json to %s of an address of the API that is none',
  async (method) => {
    const headers = { origin: 'https://evil.example' };
    const answer = await refusals.get(`${method} /api/[[...path]]`)?.(aRequest('/', { method, headers }), params({}));
    expect([answer?.status, answer?.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  },
);

describe.each(Object.entries(tenantRoutes))('%s', (name, { body, query = '', id }) => {
  const method = name.split(' ')[0] ?? '';
  const template = name.split(' ')[1] ?? '';
  const isChange = method !== 'GET';
  const scope = apiRoutes.find((route) => `${route.method} ${route.path}` === name)?.scope as Scope;

  /** Sends what would be a good request of the victim's own, but as `sender`. */
  const ask = (sender: Parameters<typeof aRequest>[1]) => {
    return send(name, `${template}${query}`, id ? victim[id] : '', { method, body: given(body), ...sender });
  };

  it('does not know who has no session, an ended one, or a wrong key', async () => {
    await unharmed(async () => {
      const nobody = [
        {},
        { tenant: victim.slug },
        { session: 'A'.repeat(43), tenant: victim.slug },
        { key: `mg_${'A'.repeat(43)}` },
        // Nothing stands in front of a handler here, and it must not miss it (W1).
        ...subrequestHeaders.map((headers) => ({ tenant: victim.slug, headers })),
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
        for (const secret of [victim.connection, victim.apiKey, victim.webhook, 'Victim', victim.id])
          expect(text).not.toContain(secret);
      }
    });
  });

  it('refuses a role and a key without the scope', async () => {
    await unharmed(async () => {
      const { ctx } = victim.admin;
      const others = scopes.filter((each) => !scopesAllowing(scope).includes(each));
      const { key, apiKey } = await createApiKey(ctx, { name: 'Lacking', scopes: others });
      expect((await ask({ key })).status).toBe(403);
      for (const role of ['analyst', 'viewer'] as const) {
        if (scopesOf[role].includes(scope)) continue;
        expect((await ask({ session: victim[role].token, tenant: victim.slug })).status).toBe(403);
      }
      await database.asSuperuser('delete from api_keys where id = $1', [apiKey.id]);
    });
  });

  if (!isChange) return;

  it('refuses what a page of another site sends with the cookie of the admin', async () => {
    await unharmed(async () => {
      const session = victim.admin.token;
      for (const headers of foreignPages) {
        expect((await ask({ session, tenant: victim.slug, headers })).status).toBe(403);
      }
    });
  });
});

describe.each(Object.entries(personRoutes))('%s', (name, { body, status, schema }) => {
  const [method = '', template = ''] = name.split(' ');
  const ask = (sender: Parameters<typeof aRequest>[1]) => send(name, template, identity, { method, body, ...sender });

  it('does not know who has no session, an ended one, or a key, and shows nobody what is of another', async () => {
    await unlinked(async () => {
      const nobody = [{}, { session: 'A'.repeat(43) }, { key: strangerKey }];
      for (const sender of [...nobody, ...subrequestHeaders.map((headers) => ({ headers }))])
        expect((await ask(sender)).status).toBe(401);
      const answer = await ask({ session: stranger.admin.token });
      if (name.includes('{id}')) expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain(identity);
    });
  });

  it('refuses a change that a page of another site sends with the cookie of the person', async () => {
    if (method === 'GET') return;
    await unlinked(async () => {
      const session = victim.admin.token;
      for (const headers of foreignPages) expect((await ask({ session, headers })).status).toBe(403);
    });
  });

  it('succeeds for the person, with an answer that holds what its schema names and nothing else', async () => {
    const answer = await ask({ session: victim.admin.token });
    expect(answer.status).toBe(status);
    expectDocumented(schema ?? null, await answer.text());
  });
});

// Last, for it changes the victim: without it, a sweep whose requests nobody may send would prove nothing.
describe.each(Object.entries(tenantRoutes))('%s, for its own administrator', (name, { body, query = '', id }) => {
  const [method = '', template = ''] = name.split(' ');
  const documented = apiRoutes.find((route) => `${route.method} ${route.path}` === name);

  it('succeeds as documented, with an answer that holds what is documented and nothing else (T6)', async () => {
    const own = { ...victim, connection: id === 'connection' ? await connectedTo(victim) : victim.connection };
    const sender = { method, body: given(body), session: victim.admin.token, tenant: victim.slug };

    const answer = await send(name, `${template}${query}`, id ? own[id] : '', sender);
    const text = await answer.text();

    expect([answer.status, text]).toEqual([documented?.status, expect.any(String)]);
    expectDocumented(documented?.response ?? null, text);
    for (const secret of [clientSecret, 'another~secret', ...server.presentations.keys()])
      expect(text).not.toContain(secret);
    expect(text).not.toMatch(/\b[ar]t-[0-9a-f]{8}-/);
  });
});

it('would notice an answer with a field too many, however deep, or a field too few', async () => {
  const connection = await connectedTo(victim);
  const path = `/api/v1/connections/${connection}`;
  const sender = { session: victim.admin.token, tenant: victim.slug };
  const view = await (await send('GET /api/v1/connections/{id}', path, connection, sender)).json();
  expectDocumented(connectionSchema, JSON.stringify(view));
  const { health: _health, ...fewer } = view;
  const wrong = [
    { ...view, clientSecret },
    { ...view, grant: { ...view.grant, refreshToken: 'rt' } },
    { ...view, grant: { ...view.grant, accessTokens: [{ ...view.grant.accessTokens[0], token: 'at' }] } },
    fewer,
  ];
  expect(view.grant.accessTokens).toHaveLength(1);
  for (const answer of wrong) expect(() => expectDocumented(connectionSchema, JSON.stringify(answer))).toThrow();
});

/** Parsing leaves out what a schema does not name: an answer that is the same afterwards holds nothing else. */
function expectDocumented(schema: ApiRoute['response'], text: string): void {
  const answer: unknown = text === '' ? null : JSON.parse(text);
  expect(schema === null ? null : schema.parse(answer)).toEqual(answer);
}

function send(name: string, template: string, id: string, sender: Parameters<typeof aRequest>[1]): Promise<Response> {
  const handler = handlers.get(name);
  if (!handler) throw new Error(`There is no handler for ${name}.`);
  const inPath = /\{(\w+)\}/.exec(name)?.[1];
  const target = template.replace(/\{\w+\}/, id);
  return handler(aRequest(target, sender), params(inPath ? { [inPath]: id } : {}));
}

/**
 * Runs attacks and compares every row of the victim before and after, but for the audit log that grows by itself;
 * nor may they have made the product ask its provider.
 */
async function unharmed(attacks: () => Promise<void>): Promise<void> {
  const before = await rowHash(victim.id);
  const asked = server.tokenRequests.length;
  await attacks();
  expect(await rowHash(victim.id)).toBe(before);
  expect(server.tokenRequests).toHaveLength(asked);
}

/** Runs attacks and sees that the victim's identity is where it was, and that no trip of theirs has begun. */
async function unlinked(attacks: () => Promise<void>): Promise<void> {
  const theirs = `select id from identities where user_id = $1 union all select id from sign_in_trips where user_id = $1`;
  const rows = () => database.asSuperuser(theirs, [victim.admin.userId]);
  const before = await rows();
  expect(before).toContainEqual({ id: identity });
  await attacks();
  expect(await rows()).toEqual(before);
}

async function rowHash(tenantId: string): Promise<string> {
  const tables = await database.asSuperuser<{ name: string }>(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id'",
  );
  expect(tables.length).toBeGreaterThanOrEqual(9);
  const hash = createHash('sha256');
  for (const { name } of tables.toSorted((one, other) => one.name.localeCompare(other.name))) {
    if (name === 'audit_events') continue;
    const rows = await database.asSuperuser<{ row: string }>(
      `select t::text as row from ${name} t where tenant_id = $1 order by 1`,
      [tenantId],
    );
    hash.update(JSON.stringify([name, rows]));
  }
  return hash.digest('hex');
}

/** A connection with a secret and a grant, whose mail server is a door that egress keeps closed. */
async function connectedTo({ admin }: TestTenant): Promise<string> {
  const overrides = { ...server.overridesFor(directoryId), apiUrl: 'https://localhost:9' };
  const { id } = await createConnection(admin.ctx, aConnection('Victim', overrides));
  const { authorizeUrl } = await connect(admin.ctx, id, admin.browserToken);
  const consent = { tid: directoryId, oid: randomUUID(), address: 'reports@contoso.com' };
  const url = server.consent(authorizeUrl ?? '', consent);
  const { browserToken, signedIn } = admin;
  expect(await finishConsent({ url, browserToken, signedIn, ip: null })).toMatchObject({ kind: 'granted' });
  return id;
}
