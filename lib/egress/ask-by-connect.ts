import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { ProxyServer } from './proxy.ts';
import { notSpoken, statusRefusal, unusableSignIn } from './proxy-refusals.ts';

/**
 * Asks an HTTP proxy for a tunnel to a target, `host:port` (RFC 9110 §9.3.6). Afterwards the socket is the target's,
 * with whatever it said already. Throws an EgressError with the proxy's status.
 */
export function askByConnect(socket: Socket, proxy: ProxyServer, target: string): Promise<void> {
  const headers = { host: target, ...authorization(proxy) };
  return new Promise((fulfil, reject) => {
    const asked = request({
      method: 'CONNECT',
      path: target,
      headers,
      // Without an agent, so that nothing else ever gets this socket.
      createConnection: () => socket,
    });
    asked.once('connect', ({ statusCode = 0 }, _socket, head: Buffer) => {
      if (statusCode < 200 || statusCode > 299) return reject(statusRefusal(proxy, statusCode));
      // A mail server speaks first, perhaps in the same packet.
      if (head.length > 0) socket.unshift(head);
      fulfil();
    });
    // Not as a cause: Node keeps the answer's bytes with its error.
    asked.once('error', () => reject(notSpoken(proxy)));
    asked.end();
  });
}

/** RFC 7617 §2: the first colon ends the user name. */
function authorization({ userName, password }: ProxyServer): Record<string, string> {
  if (!userName) return {};
  if (userName.includes(':')) {
    throw unusableSignIn('The user name for an HTTP proxy cannot have a colon in it.');
  }
  const pair = Buffer.from(`${userName}:${password?.reveal() ?? ''}`).toString('base64');
  return { 'proxy-authorization': `Basic ${pair}` };
}
