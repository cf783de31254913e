import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, jsonAnswer, type SandboxRequest } from './exchange.ts';
import { findRoute, type Route } from './router.ts';

/** Graph refuses above 4 MB; a little more is read so that it can say so itself. */
const maxBodyBytes = 5 * 1024 * 1024;

const plain = (status: number, text: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body: `${text}\n`,
});

async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<{ body: Buffer; bodyTooLarge: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  const bodyTooLarge = bytes > maxBytes;
  return { body: bodyTooLarge ? Buffer.alloc(0) : Buffer.concat(chunks), bodyTooLarge };
}

/** A page elsewhere must not press our buttons: browsers say where a request comes from. */
function isForeignPage(incoming: IncomingMessage, url: URL): boolean {
  const site = incoming.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = incoming.headers.origin;
  return origin !== undefined && origin !== url.origin;
}

type Listener = { publicHost: string; onBug: (error: unknown) => void };

/** RFC 9110 §15.5.6: 405 says what is allowed. */
const wrongMethod = (allowed: string[]): Answer =>
  plain(405, 'This address takes another method.', { allow: allowed.join(', ') });

async function answerOf(incoming: IncomingMessage, routes: Route[], at: Listener): Promise<Answer> {
  const { method = 'GET', url: target = '' } = incoming;
  // The asterisk form asks about the server as a whole (RFC 9112 §3.2.4); `*` is no path.
  if (target === '*') return wrongMethod(['GET', 'HEAD', 'POST']);
  const url = addressOf(target, incoming.headers.host ?? '');
  if (!url) return plain(400, 'This request has no address the sandbox can read.');
  if (!isOurName(url, at.publicHost)) return plain(421, 'This is not the sandbox’s name.');
  const found = findRoute(routes, method, url.pathname);
  if (found === undefined) return plain(404, 'There is no such page in the sandbox.');
  if ('allowed' in found) return wrongMethod(found.allowed);
  const changes = method !== 'GET' && method !== 'HEAD';
  if ((changes || url.pathname.startsWith('/control')) && !found.route.fromAnywhere && isForeignPage(incoming, url)) {
    return plain(403, 'Only pages of the sandbox itself may do this.');
  }
  const { body, bodyTooLarge } = await readBody(incoming, found.route.maxBodyBytes ?? maxBodyBytes);
  const request: SandboxRequest = { method, url, params: found.params, headers: incoming.headers, body, bodyTooLarge };
  return await found.route.handle(request);
}

/**
 * The address a request names, by path or whole (RFC 9112 §3.2), or undefined when it cannot be read. Path and Host are
 * joined as text: resolved against a base, `//elsewhere.example/x` would become another host.
 */
function addressOf(target: string, host: string): URL | undefined {
  const text = target.startsWith('/') ? `http://${host}${target}` : target;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  try {
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    return undefined;
  }
}

function write(response: ServerResponse, answer: Answer, method: string | undefined): void {
  if (answer.isDropped) {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(method === 'HEAD' ? undefined : answer.body);
}

/** A name in DNS that points to loopback must not become a door into the sandbox. */
const isOurName = ({ hostname }: URL, publicHost: string): boolean =>
  [publicHost.toLowerCase(), 'localhost', '127.0.0.1', '[::1]'].includes(hostname);

export type HttpListener = { port: number; close: () => Promise<void> };

/** Listens and answers by the routes; they are asked for once the port is known. */
export async function listenHttp(
  at: Listener & { host: string; port: number },
  routesFor: (port: number) => Route[],
): Promise<HttpListener> {
  let routes: Route[] = [];
  const server = createServer((incoming, response) => {
    answerOf(incoming, routes, at)
      .catch((error: unknown) => {
        // A caller that hung up half-way through its body is no bug, and reads no answer.
        if (!incoming.complete) return plain(400, 'The request was cut short.');
        at.onBug(error);
        return jsonAnswer({ error: 'The sandbox has a bug; see its output.' }, 500);
      })
      .then((answer) => write(response, answer, incoming.method))
      .catch((error: unknown) => {
        at.onBug(error);
        response.destroy();
      });
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
