import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** A request that has begun may still arrive; nobody knows whether one that stalls ever will. */
const arrivalMs = 2_000;

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * An HTTP server that ends without losing work. `drain` takes nobody new, waits for every handler, also where the
 * caller is gone (a new refresh token may be on its way), and hangs up on connections that ask nothing or whose
 * question does not arrive. The handler must not reject.
 */
export function drainingServer(handle: Handler): { server: Server; drain: () => Promise<void> } {
  const underWay = new Map<ServerResponse, { request: IncomingMessage; work: Promise<void> }>();
  let draining = false;

  const server = createServer((request, response) => {
    response.shouldKeepAlive &&= !draining;
    const work = answer(request, response).finally(() => underWay.delete(response));
    underWay.set(response, { request, work });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sentOrGone = once(response, 'close');
    await Promise.race([handle(request, response), cutOff(response)]);
    await sentOrGone;
  }

  async function drain(): Promise<void> {
    draining = true;
    for (const response of underWay.keys()) response.shouldKeepAlive = false;
    server.close();
    const cutting = setInterval(hangUpOnUnfinished, arrivalMs);
    while (underWay.size > 0) await Promise.all([...underWay.values()].map(({ work }) => work));
    clearInterval(cutting);
    server.closeAllConnections();
  }

  /** Only the connection ends: the handler finishes what it can, and learns that no more will come. */
  function hangUpOnUnfinished(): void {
    for (const { request } of underWay.values()) if (!request.complete) request.socket.destroy();
  }

  return { server, drain };
}

/** Resolves when the whole answer was given but the caller left in the middle of it: Next.js waits for its last byte. */
function cutOff(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', () => {
      if (response.writableEnded && !response.writableFinished) resolve();
    });
  });
}
