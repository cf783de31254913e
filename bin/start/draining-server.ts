import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What has begun may still arrive, at us or at the caller; nobody knows whether what stalls ever will. */
const arrivalMs = 2_000;

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * An HTTP server that ends without losing work. `drain` takes nobody new, waits for every handler, also where the
 * caller is gone (a new refresh token may be on its way), and hangs up on connections that ask nothing, whose question
 * does not arrive, or that do not take their answer. The handler must not reject.
 */
export function drainingServer(handle: Handler): { server: Server; drain: () => Promise<void> } {
  const underWay = new Map<ServerResponse, { request: IncomingMessage; work: Promise<void> }>();
  let draining = false;

  const server = createServer((request, response) => {
    response.shouldKeepAlive &&= !draining;
    if (draining) hangUpIfStalled(request, response);
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
    for (const [response, { request }] of underWay) {
      response.shouldKeepAlive = false;
      hangUpIfStalled(request, response);
    }
    server.close();
    while (underWay.size > 0) await Promise.all([...underWay.values()].map(({ work }) => work));
    server.closeAllConnections();
  }

  return { server, drain };
}

/**
 * From the drain or from its own beginning, whichever is later, each request has `arrivalMs` to arrive, and its answer,
 * once given, at least as long to be taken. Only the connection ends: the handler finishes what it can.
 */
function hangUpIfStalled(request: IncomingMessage, response: ServerResponse): void {
  let wasGiven = false;
  const look = setInterval(() => {
    if (!request.complete || wasGiven) request.socket.destroy();
    wasGiven = response.writableEnded;
  }, arrivalMs).unref();
  response.once('close', () => clearInterval(look));
}

/** Resolves when the whole answer was given but the caller left in the middle of it: Next.js waits for its last byte. */
function cutOff(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', () => {
      if (response.writableEnded && !response.writableFinished) resolve();
    });
  });
}
