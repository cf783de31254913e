import { afterAll, beforeAll, expect, it } from 'vitest';
import { anAdmin } from '#lib/testing/a-tenant.ts';
import { allowEgress } from '#lib/testing/allow-egress.ts';
import { goodInput } from '#lib/testing/bad-input.ts';
import { expireToken } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { startWebServer, type WebServer } from '#lib/testing/web-server.ts';
import { accessToken } from '#lib/tokens/index.ts';
import { connect, createConnection, finishConsent } from './index.ts';
import { connectionInputSchema } from './schema.ts';

useDatabase();

/** A token endpoint that gives whatever it is asked for, and what it was sent. */
let server: WebServer;
let asked: URLSearchParams[] = [];
beforeAll(async () => {
  server = await startWebServer(async (request, response) => {
    const body = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
    asked.push(body);
    const token = { access_token: `access-${asked.length}`, refresh_token: 'refresh', token_type: 'Bearer' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...token, expires_in: 3600 }));
  });
  allowEgress('127.0.0.1', server.port);
});
afterAll(() => server.close());

const parameters = 'resource=https://a.example&resource=https://b.example\naudience=mail&prompt=login';

async function aConnection(grantKind: 'authorization_code' | 'client_credentials') {
  asked = [];
  const member = await anAdmin();
  const { issuer: _issuer, ...overrides } = goodInput.custom.overrides;
  const origin = `http://127.0.0.1:${server.port}`;
  const input = connectionInputSchema.parse({
    ...goodInput.custom,
    grantKind,
    settings: { ...goodInput.custom.settings, parameters },
    overrides: { ...overrides, authorizationEndpoint: `${origin}/authorize`, tokenEndpoint: `${origin}/token` },
  });
  const { id } = await createConnection(member.ctx, input);
  return { member, id, tenantId: member.ctx.tenantId };
}

/** What a request says besides what OAuth itself sets. */
const extras = (request: URLSearchParams | undefined) => ({
  resource: request?.getAll('resource'),
  audience: request?.getAll('audience'),
  prompt: request?.getAll('prompt'),
});
const forWhom = { resource: ['https://a.example', 'https://b.example'], audience: ['mail'] };

it('extra parameters go to the consent screen whole, and those that say whom a token is for to each token request', async () => {
  const { member, id, tenantId } = await aConnection('authorization_code');
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  const there = new URL(authorizeUrl ?? '').searchParams;
  expect(extras(there)).toEqual({ ...forWhom, prompt: ['login'] });

  const url = new URL(there.get('redirect_uri') ?? '');
  url.search = new URLSearchParams({ code: 'code', state: there.get('state') ?? '' }).toString();
  const end = await finishConsent({ url, browserToken: member.browserToken, signedIn: member.signedIn, ip: null });
  expect(end.kind).toBe('granted');
  await expireToken(tenantId);
  expect(await accessToken(tenantId, id)).toMatchObject({ kind: 'token' });

  expect(asked.map((request) => request.get('grant_type'))).toEqual(['authorization_code', 'refresh_token']);
  expect(asked.map(extras)).toEqual([
    { ...forWhom, prompt: [] },
    { ...forWhom, prompt: [] },
  ]);
});

it('an application sends all of them with its own grant', async () => {
  const { member, id } = await aConnection('client_credentials');
  await connect(member.ctx, id, member.browserToken);
  expect(asked.at(-1)?.get('grant_type')).toBe('client_credentials');
  expect(extras(asked.at(-1))).toEqual({ ...forWhom, prompt: ['login'] });
});
