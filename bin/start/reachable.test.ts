import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answering, listening, reachedAt } from './reachable.ts';

const wait = { signal: new AbortController().signal, limitMs: 0, otherwise: 'It does not answer.' };
let status = 200;
let port = 0;
const server = createServer((_, response) => void response.writeHead(status).end());

beforeEach(async () => {
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
});

it.each([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '[::1]'],
  ['::1', '[::1]'],
  ['fd00::25', '[fd00::25]'],
  ['127.0.0.2', '127.0.0.2'],
  ['localhost', 'localhost'],
])('asks what listens on %s at %s', (host, address) => {
  expect(reachedAt(host)).toBe(address);
});

it('waits until the address that was bound answers well, and no longer than asked', async () => {
  await answering(`http://${reachedAt('0.0.0.0')}:${port}/`, wait);
  status = 503;
  await expect(answering(`http://127.0.0.1:${port}/`, wait)).rejects.toThrow('It does not answer.');
});

it('gives up on a port where nobody listens', async () => {
  await listening(port, wait);
  server.close();
  await once(server, 'close');
  await expect(listening(port, wait)).rejects.toThrow('It does not answer.');
});

it('gives up at once when the run is over', async () => {
  status = 503;
  const over = AbortSignal.abort(new Error('over'));
  const patient = { signal: over, limitMs: 60_000, otherwise: '' };
  await expect(answering(`http://127.0.0.1:${port}/`, patient)).rejects.toThrow('over');
});
