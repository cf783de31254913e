import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { allowEgress } from './allow-egress.ts';

export type Received = { headers: IncomingHttpHeaders; body: string };

/** Answers a request of its own choice; `undefined` says 204. */
type Answer = (response: ServerResponse, received: Received) => void;

/**
 * Somebody's endpoint on this machine, which keeps what it is told. At a port of its own choice the code under test may
 * reach it; a product that was started for it knows the port that is given.
 */
export async function startReceiver(at?: number) {
  const received: Received[] = [];
  const settings: { answer: Answer | undefined } = { answer: undefined };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = { headers: request.headers, body: Buffer.concat(chunks).toString() };
    received.push(one);
    if (settings.answer) settings.answer(response, one);
    else response.writeHead(204).end();
  });
  await new Promise<void>((ready) => server.listen(at ?? 0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  if (at === undefined) allowEgress('localhost', port);
  return {
    url: `http://localhost:${port}/told`,
    port,
    received,
    settings,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

const toleranceS = 5 * 60;

/**
 * Verifies a delivery as its receiver does, written from Standard Webhooks 1.0 and from nothing of ours: any of the
 * signatures fits, compared in constant time, and the timestamp is within five minutes.
 */
export function isVerified(secret: string, { headers, body }: Received, now = new Date()): boolean {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) => `${headers[`webhook-${name}`]}`);
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceS) return false;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  return `${signatures}`.split(' ').some((signature) => {
    const [version, value = ''] = signature.split(',');
    const given = Buffer.from(value, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
