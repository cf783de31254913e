import { expect, it } from 'vitest';
import { createApiKey, type Scope } from '#lib/accounts/index.ts';
import { aRequest, params } from '#lib/testing/a-request.ts';
import { aTenant } from '#lib/testing/a-tenant.ts';
import { inputFor, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { POST as activate } from './[id]/activate/route.ts';
import { POST as connect } from './[id]/connect/route.ts';
import { POST as disconnect } from './[id]/disconnect/route.ts';
import { DELETE, GET, PATCH } from './[id]/route.ts';
import { POST as verify } from './[id]/verify/route.ts';
import { GET as LIST, POST } from './route.ts';

useDatabase();
const strict = useStrictServer();

async function aKey(...scopes: Scope[]) {
  const { admin } = await aTenant();
  const { key } = await createApiKey(admin.ctx, { name: 'Deployment', scopes });
  const text: string[] = [];
  const asked = async (answer: Promise<Response>) => {
    const { status, body } = await answer.then(async (got) => ({ status: got.status, body: await got.text() }));
    text.push(body);
    return { status, body: body === '' ? null : JSON.parse(body) };
  };
  return { key, text, asked };
}

it('does all there is to do with a connection by a key with connections:admin alone, and never gets the secret back', async () => {
  const { key, text, asked } = await aKey('connections:admin');
  const canary = 'abc8Q~canary-of-the-key';
  const input = inputFor(strict.server, { grantKind: 'client_credentials', clientSecret: canary });
  const request = (method: string, body?: unknown) => aRequest('/', { method, key, body });

  const created = await asked(POST(request('POST', input), params({})));
  expect(created).toMatchObject({ status: 201, body: { stage: 'candidate', hasClientSecret: true } });
  const one = params({ id: String(created.body.id) });
  const changed = await asked(PATCH(request('PATCH', { senderName: 'Alerts' }), one));
  expect(changed).toMatchObject({ status: 200, body: { senderName: 'Alerts' } });
  expect(await asked(GET(request('GET'), one))).toEqual(changed);
  const connected = await asked(connect(request('POST'), one));
  expect(connected).toMatchObject({ status: 200, body: { authorizeUrl: null, connection: { problem: null } } });
  expect(await asked(verify(request('POST'), one))).toMatchObject({ status: 200, body: { problem: null } });
  expect(await asked(activate(request('POST'), one))).toMatchObject({ status: 200, body: { stage: 'active' } });
  expect((await asked(LIST(request('GET'), params({})))).body.connections).toHaveLength(1);

  expect(await asked(DELETE(request('DELETE'), one))).toMatchObject({
    status: 409,
    body: { detail: 'This connection is in use. Disconnect it first.' },
  });
  expect(await asked(disconnect(request('POST'), one))).toMatchObject({ status: 200, body: { stage: 'candidate' } });
  expect(await asked(DELETE(request('DELETE'), one))).toEqual({ status: 204, body: null });
  expect((await asked(LIST(request('GET'), params({})))).body).toEqual({ connections: [] });

  expect(strict.server.tokenRequests.length).toBeGreaterThan(0);
  expect(text.join('')).not.toContain(canary);
});

it('is for that scope: another key reads, or not even that', async () => {
  const [reader, tester] = [await aKey('connections:read'), await aKey('connections:test')];
  const input = inputFor(strict.server);
  const by = (key: string, method: string, body?: unknown) => aRequest('/', { method, key, body });
  expect((await reader.asked(LIST(by(reader.key, 'GET'), params({})))).status).toBe(200);
  expect((await reader.asked(POST(by(reader.key, 'POST', input), params({})))).status).toBe(403);
  expect((await tester.asked(LIST(by(tester.key, 'GET'), params({})))).status).toBe(403);
  // Refused before it asks anybody for a token.
  const asking = strict.server.tokenRequests.length;
  expect((await tester.asked(verify(by(tester.key, 'POST'), params({ id: crypto.randomUUID() })))).status).toBe(403);
  expect(strict.server.tokenRequests).toHaveLength(asking);
});
