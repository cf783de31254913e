import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, jsonAnswer, type SandboxRequest } from './exchange.ts';
import { findRoute, type Route } from './router.ts';

/** Graph refuses above 4 MB; a little more is read so that it can say so itself. */
const maxBodyBytes = 5 * 1024 * 1024;

const plain = (status: number, text: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${text}\n`,
});

async function readBody(incoming: IncomingMessage): Promise<{ body: Buffer; bodyTooLarge: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  const bodyTooLarge = bytes > maxBodyBytes;
  return { body: bodyTooLarge ? Buffer.alloc(0) : Buffer.concat(chunks), bodyTooLarge };
}

/** A page elsewhere must not press our buttons: browsers say where a request comes from. */
function isForeignPage(incoming: IncomingMessage, url: URL): boolean {
  const site = incoming.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = incoming.headers.origin;
  return origin !== undefined && origin !== url.origin;
}

async function answerOf(incoming: IncomingMessage, url: URL, routes: Route[]): Promise<Answer> {
  const method = incoming.method ?? 'GET';
  const found = findRoute(routes, method, url.pathname);
  if (found === undefined) return plain(404, 'There is no such page in the sandbox.');
  if (found === 'wrong-method') return plain(405, 'This address takes another method.');
  const changes = method !== 'GET' && method !== 'HEAD';
  if ((changes || url.pathname.startsWith('/control')) && !found.route.fromAnywhere && isForeignPage(incoming, url)) {
    return plain(403, 'Only pages of the sandbox itself may do this.');
  }
  const { body, bodyTooLarge } = await readBody(incoming);
  const request: SandboxRequest = { method, url, params: found.params, headers: incoming.headers, body, bodyTooLarge };
  return await found.route.handle(request);
}

function write(response: ServerResponse, answer: Answer, method: string | undefined): void {
  response.writeHead(answer.status, {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(method === 'HEAD' ? undefined : answer.body);
}

/** A name in DNS that points to loopback must not become a door into the sandbox. */
function isOurName(host: string | undefined, publicHost: string): boolean {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  return [publicHost.toLowerCase(), 'localhost', '127.0.0.1', '[::1]'].includes(name);
}

export type HttpListener = { port: number; close: () => Promise<void> };

/** Listens and answers by the routes; they are asked for once the port is known. */
export async function listenHttp(
  at: { host: string; port: number; publicHost: string; onBug: (error: unknown) => void },
  routesFor: (port: number) => Route[],
): Promise<HttpListener> {
  let routes: Route[] = [];
  const server = createServer((incoming, response) => {
    const host = incoming.headers.host;
    if (!isOurName(host, at.publicHost)) return write(response, plain(421, 'This is not the sandbox’s name.'), 'GET');
    const target = incoming.url?.startsWith('/') ? incoming.url : '/';
    const url = URL.canParse(target, `http://${host}`) ? new URL(target, `http://${host}`) : new URL(`http://${host}/`);
    void answerOf(incoming, url, routes)
      .catch((error: unknown) => {
        at.onBug(error);
        return jsonAnswer({ error: 'The sandbox has a bug; see its output.' }, 500);
      })
      .then((answer) => write(response, answer, incoming.method));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  routes = routesFor(port);
  return { port, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
