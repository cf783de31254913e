import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * An HTTP server that ends without losing work. `drain` takes nobody new, waits for every handler, also where the
 * caller is gone (a new refresh token may be on its way), and hangs up on connections that ask nothing. The handler
 * must not reject.
 */
export function drainingServer(handle: Handler): { server: Server; drain: () => Promise<void> } {
  const underWay = new Map<ServerResponse, Promise<void>>();
  let draining = false;

  const server = createServer((request, response) => {
    response.shouldKeepAlive &&= !draining;
    const work = answer(request, response).finally(() => underWay.delete(response));
    underWay.set(response, work);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sentOrGone = once(response, 'close');
    await handle(request, response);
    await sentOrGone;
  }

  async function drain(): Promise<void> {
    draining = true;
    for (const response of underWay.keys()) response.shouldKeepAlive = false;
    server.close();
    while (underWay.size > 0) await Promise.all(underWay.values());
    server.closeAllConnections();
  }

  return { server, drain };
}
