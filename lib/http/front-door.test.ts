import { once } from 'node:events';
import { get, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWebServer, type WebServer } from '#lib/testing/web-server.ts';
import { clientIp } from './client-ip.ts';
import { frontDoor } from './front-door.ts';

const forged = '198.51.100.66';

/** Tells what a route would see behind the door. */
function behind(door: (request: IncomingMessage, response: ServerResponse) => boolean) {
  return startWebServer((asked, response) => {
    if (door(asked, response)) return;
    const ip = clientIp(new Headers({ 'x-forwarded-for': String(asked.headers['x-forwarded-for'] ?? '') }));
    response.end(JSON.stringify({ ip, url: asked.url }));
  });
}

let alone: WebServer;
let proxied: WebServer;
let open: WebServer;
beforeAll(async () => {
  alone = await behind(frontDoor([]));
  proxied = await behind(frontDoor(['127.0.0.0/8']));
  open = await behind(() => false);
});
afterAll(() => Promise.all([alone, proxied, open].map((server) => server.close())));

async function ask(server: WebServer, forwardedFor: string[]) {
  const headers = forwardedFor.length > 0 ? { 'x-forwarded-for': forwardedFor } : {};
  const [answer] = (await once(get({ port: server.port, host: '127.0.0.1', path: '/a?b=1', headers }), 'response')) as [
    IncomingMessage,
  ];
  return JSON.parse(String(await answer.toArray())) as { ip: string | null; url: string };
}

it('knows the caller by the socket, whatever the request says', async () => {
  expect(await ask(alone, [])).toEqual({ ip: '127.0.0.1', url: '/a?b=1' });
  expect(await ask(alone, [forged])).toMatchObject({ ip: '127.0.0.1' });
  expect(await ask(alone, [forged, '203.0.113.7'])).toMatchObject({ ip: '127.0.0.1' });
  // Without the door a request says of itself what it likes.
  expect(await ask(open, [forged])).toMatchObject({ ip: forged });
});

it('knows the caller behind a trusted proxy by what that proxy saw', async () => {
  expect(await ask(proxied, [forged, '203.0.113.7'])).toMatchObject({ ip: '203.0.113.7' });
  expect(await ask(proxied, [`${forged}, 203.0.113.7`])).toMatchObject({ ip: '203.0.113.7' });
  expect(await ask(proxied, [])).toMatchObject({ ip: '127.0.0.1' });
});

it.each([
  ['OPTIONS', '*', 204, ''],
  ['GET', '*', 400, ''],
  ['OPTIONS', 'nowhere', 400, ''],
  ['TRACE', '/a', 405, ''],
  ['PROPFIND', '/a', 405, ''],
  ['GET', 'http://mail.example/a?b=1', 200, '/a?b=1'],
  ['GET', 'http://[', 400, ''],
  ['GET', 'http://mail.example/%zz', 400, ''],
  ['GET', '/t/%E0%A4%A', 400, ''],
  ['POST', '/api/v1/%zz', 400, ''],
  ['GET', '/a%2Fb?c=%zz', 200, '/a%2Fb?c=%zz'],
  ['GET', '//evil.example/', 200, '//evil.example/'],
])('answers %s %s with %d', async (method, path, status, url) => {
  const asking = request({ port: alone.port, host: '127.0.0.1', method, path }).end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  const text = String(await answer.toArray());
  expect(answer.statusCode).toBe(status);
  if (status === 200) expect(JSON.parse(text)).toMatchObject({ url });
  // Node's parser refuses by itself what is neither path nor URL.
  else expect(text).toMatch(status === 204 || path === 'nowhere' ? /^$/ : /^[A-Z].*request.*\.\n$/);
});
