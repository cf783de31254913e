import { randomUUID } from 'node:crypto';
import { type AddressInfo, connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { config } from '#lib/config/index.ts';
import { connect, createConnection, finishConsent } from '#lib/connections/index.ts';
import { connectionInputSchema } from '#lib/connections/schema.ts';
import { aRequest, params } from '#lib/testing/a-request.ts';
import { anAdmin, type Person } from '#lib/testing/a-tenant.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { startAuthorizationServer, type TestAuthorizationServer } from '#lib/testing/authorization-server.ts';
import { goodInput } from '#lib/testing/bad-input.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { type RouteHandler, routeHandlers } from '#lib/testing/route-handlers.ts';
import { directoryId, aConnection as microsoftConnection, tenantRoutes } from '#lib/testing/swept-routes.ts';
import { createWebhook } from '#lib/webhooks/index.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';

/** Every door of the REST API, behind which servers are asked that this tenant named: which of them count (N8)? */
const database = useDatabase();
const limit = 10;
const sockets = new Set<Socket>();
const listening: Server[] = [];
let asked = 0;
let member: Person;
let server: TestAuthorizationServer;
/** A mail server and virus scanner that hangs up, and the way to the authorization server: both count. */
let deaf: number;
let oauth: string;
let handlers: Map<string, RouteHandler>;

beforeAll(async () => {
  handlers = new Map(await routeHandlers());
  server = await startAuthorizationServer();
  deaf = await listen((socket) => void socket.destroy());
  const behind = Number(new URL(server.origin).port);
  const way = await listen((socket) => {
    const there = connectTcp({ host: '127.0.0.1', port: behind });
    sockets.add(there.on('error', () => undefined));
    socket.pipe(there).pipe(socket);
  });
  oauth = `http://localhost:${way}`;
  for (const port of [deaf, way]) allowEgress('localhost', port);
  // Where it says itself that it is; what reads that in preparing does not count.
  allowEgress('127.0.0.1', behind);
  member = await anAdmin();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  for (const each of listening) each.close();
  await server.close();
});

async function listen(answer: (socket: Socket) => void): Promise<number> {
  const made = createServer((socket) => {
    asked += 1;
    sockets.add(socket.on('error', () => undefined));
    answer(socket);
  });
  listening.push(made);
  await new Promise<void>((ready) => made.listen(0, '127.0.0.1', ready));
  return (made.address() as AddressInfo).port;
}

type Kind = {
  input: () => Record<string, unknown>;
  secret: string;
  credential: (id: string) => unknown;
};

const mailServer = () => ({ smtpHost: 'localhost', smtpPort: deaf });
const { clientSecret: secret } = goodInput.smtp;
const kinds: Record<string, Kind> = {
  'a password': {
    input: () => ({ ...goodInput.smtp, proxy: null, overrides: { ...goodInput.smtp.overrides, ...mailServer() } }),
    secret,
    credential: () => undefined,
  },
  'an application’s own token': {
    input: () => ({
      ...goodInput.custom,
      overrides: { ...goodInput.custom.overrides, tokenEndpoint: `${oauth}/token`, ...mailServer() },
    }),
    secret,
    credential: (id) => connect(member.ctx, id, member.browserToken),
  },
  'a person’s consent': {
    input: () => {
      const overrides = { ...server.overridesFor(directoryId), tokenEndpoint: `${oauth}/token` };
      return microsoftConnection('Asking', { ...overrides, apiUrl: `https://localhost:${deaf}` });
    },
    secret: 'another~secret',
    credential: async (id) => {
      const { ctx, browserToken, signedIn } = member;
      const { authorizeUrl } = await connect(ctx, id, browserToken);
      const consent = { tid: directoryId, oid: randomUUID(), address: 'reports@contoso.com' };
      const url = server.consent(authorizeUrl ?? '', consent);
      expect(await finishConsent({ url, browserToken, signedIn, ip: null })).toMatchObject({ kind: 'granted' });
    },
  },
};

/** A new connection whose token is an hour old, of a tenant with a virus scanner of its own. */
async function prepared({ input, credential }: Kind): Promise<string> {
  const { tenantId } = member.ctx;
  await database.asSuperuser('delete from virus_scanners');
  // Of the acts before: a tenant has fifty candidates at most.
  await database.asSuperuser('delete from connections');
  const { id } = await createConnection(member.ctx, connectionInputSchema.parse(input()));
  await credential(id);
  await database.asSuperuser(`update access_tokens set obtained_at = now() - interval '1 hour' where tenant_id = $1`, [
    tenantId,
  ]);
  const scanner = 'insert into virus_scanners (tenant_id, host, port) values ($1, $2, $3)';
  await database.asSuperuser(scanner, [tenantId, 'localhost', deaf]);
  return id;
}

async function aWebhook(): Promise<string> {
  await database.asSuperuser('delete from webhooks');
  return (await createWebhook(member.ctx, { url: `https://localhost:${deaf}/told` })).webhook.id;
}

/** What a door takes that is to ask one of our servers; the others take what they take in the sweep. */
function bodyFor(door: string, { input, secret: clientSecret }: Kind): unknown {
  const caCertificate = aCertificate({ key: 'ec' }).certificate;
  const given = input();
  const overrides = { ...(given.overrides as object), caCertificate };
  const bodies: Record<string, unknown> = {
    'POST /api/v1/connections': { ...given, overrides },
    'POST /api/v1/connections/try': given,
    'PATCH /api/v1/connections/{id}': { clientSecret, overrides },
    'POST /api/v1/connections/{id}/replace-secret': { clientSecret, clientSecretExpiresAt: null },
    'POST /api/v1/discovery': { url: oauth },
    'PUT /api/v1/virus-scanner': { host: 'localhost', port: deaf },
    'POST /api/v1/virus-scanner/test': { host: 'localhost', port: deaf },
  };
  return bodies[door] ?? tenantRoutes[door]?.body;
}

/** One act by one door, of a tenant that tried `before` times within the minute. */
async function act(door: string, kind: Kind, before: number) {
  const id = await prepared(kind);
  const { tenantId, tenantSlug } = member.ctx;
  await database.asSuperuser('delete from tries');
  const fill = 'insert into tries (tenant_id, at) select $1, now() from generate_series(1, $2)';
  await database.asSuperuser(fill, [tenantId, before]);
  vi.spyOn(config(), 'testLimitPerMinute', 'get').mockReturnValue(limit);
  asked = 0;
  const [method = '', template = ''] = door.split(' ');
  const sender = { method, body: bodyFor(door, kind), session: member.token, tenant: tenantSlug };
  const named = tenantRoutes[door]?.id === 'webhook' ? await aWebhook() : id;
  const target = `${template.replace(/\{\w+\}/, named)}${tenantRoutes[door]?.query ?? ''}`;
  const inPath = /\{(\w+)\}/.exec(door)?.[1];
  const answer = await handlers.get(door)?.(aRequest(target, sender), params(inPath ? { [inPath]: named } : {}));
  vi.restoreAllMocks();
  const [row] = await database.asSuperuser<{ n: number }>('select count(*)::int as n from tries');
  return { asked, tries: (row?.n ?? 0) - before, status: answer?.status };
}

const doors = Object.keys(tenantRoutes).filter((door) => tenantRoutes[door]?.id !== 'apiKey');
const asking = new Set<string>();

describe.each(Object.entries(kinds))('with %s', (_what, kind) => {
  it.each(doors)(
    '%s asks nobody once the tries of a minute are used up, and takes one try where it asks',
    async (door) => {
      const free = await act(door, kind, 0);
      if (free.asked > 0) {
        asking.add(door);
        expect(free.tries).toBe(1);
      }
      const spent = await act(door, kind, limit);
      expect(spent.asked).toBe(0);
      expect(spent.tries).toBe(0);
      if (free.tries > 0) expect(spent.status).toBe(429);
    },
  );
});

it('has seen the doors ask that are known to', () => {
  expect([...asking].toSorted()).toEqual(
    [
      'PATCH /api/v1/connections/{id}',
      'POST /api/v1/certificates/read',
      'POST /api/v1/connections',
      'POST /api/v1/connections/try',
      'POST /api/v1/connections/{id}/activate',
      'POST /api/v1/connections/{id}/connect',
      'POST /api/v1/connections/{id}/refresh',
      'POST /api/v1/connections/{id}/replace-secret',
      'POST /api/v1/connections/{id}/test-email',
      'POST /api/v1/connections/{id}/verify',
      'POST /api/v1/discovery',
      'POST /api/v1/files/scan',
      'POST /api/v1/virus-scanner/test',
      'POST /api/v1/webhooks/{id}/test',
      'PUT /api/v1/virus-scanner',
    ].toSorted(),
  );
});
