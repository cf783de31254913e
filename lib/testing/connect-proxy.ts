import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { join, listenAsProxy, openUpstream, type TestProxy, type TestProxyOptions } from './test-proxy.ts';

const refusals = { forbidden: '403 Forbidden', unreachable: '503 Service Unavailable' };

/** An HTTP proxy on loopback that knows CONNECT (RFC 9110 §9.3.6), with Basic sign-in where a user name is given. */
export function startConnectProxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  const seen: string[] = [];
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', async (request, duplex, head) => {
    const client = duplex as Socket;
    const target = request.url ?? '';
    seen.push(target);
    if (!isSignedIn(request.headers['proxy-authorization'], options)) {
      return client.end(answer('407 Proxy Authentication Required', 'proxy-authenticate: Basic realm="proxy"\r\n'));
    }
    const upstream = await openUpstream(target, options);
    if ('refused' in upstream) return client.end(answer(refusals[upstream.refused]));
    client.write(answer('200 Connection established'));
    upstream.socket.write(head);
    join(client, upstream.socket);
  });
  return listenAsProxy(server, seen, options);
}

function isSignedIn(header: string | undefined, { userName, password = '' }: TestProxyOptions): boolean {
  if (userName === undefined) return true;
  return header === `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`;
}

function answer(status: string, headers = ''): string {
  return `HTTP/1.1 ${status}\r\n${headers}\r\n`;
}
