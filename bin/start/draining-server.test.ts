import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { drainingServer } from './draining-server.ts';

/** A server whose handler waits until it is let go. */
async function slowServer() {
  const begun = Promise.withResolvers<void>();
  const arriving = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const done: string[] = [];
  const { server, drain } = drainingServer(async (request, response) => {
    if (request.url === '/slow') begun.resolve();
    if (request.url === '/slow') await held.promise;
    if (request.url === '/stalled') arriving.resolve();
    if (request.url === '/stalled' && (await request.toArray().catch(() => 'cut off')) === 'cut off') return;
    done.push(request.url ?? '');
    response.end('answer');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, drain, begun: begun.promise, arriving: arriving.promise, letGo: held.resolve, done };
}

/** Whether it has come to an end by now, all that could be done meanwhile having been done. */
async function isOver(work: Promise<void>): Promise<boolean> {
  let over = false;
  void work.then(() => {
    over = true;
  });
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return over;
}

it('answers what was asked before it closes', async () => {
  const { port, drain, begun, letGo } = await slowServer();
  const answer = once(get({ port, path: '/slow' }), 'response') as Promise<[IncomingMessage]>;
  await begun;
  const drained = drain();
  expect(await isOver(drained)).toBe(false);
  letGo();
  const [response] = await answer;
  expect(response.headers.connection).toBe('close');
  expect(String(await response.toArray())).toBe('answer');
  await drained;
});

it('finishes the work of somebody who no longer waits for the answer', async () => {
  const { port, drain, begun, letGo, done } = await slowServer();
  const request = get({ port, path: '/slow' });
  const hungUp = once(request, 'error');
  await begun;
  request.destroy();
  await hungUp;
  const drained = drain();
  expect(await isOver(drained)).toBe(false);
  letGo();
  await drained;
  expect(done).toEqual(['/slow']);
});

it('does not wait for connections that ask nothing', async () => {
  const { port, drain } = await slowServer();
  const silent = connect(port, '127.0.0.1');
  await once(silent, 'connect');
  const kept = get({ port, path: '/', agent: new Agent({ keepAlive: true }) });
  const [response] = (await once(kept, 'response')) as [IncomingMessage];
  await response.toArray();
  const gone = once(silent, 'close');
  await drain();
  await gone;
});

it('waits for who still asks no longer than a moment, and for what is worked on as long as it takes', async () => {
  const { port, drain, begun, letGo, done } = await slowServer();
  const stalled = connect(port, '127.0.0.1');
  stalled.write('POST /stalled HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf');
  const hungUp = once(stalled, 'close');
  const answer = once(get({ port, path: '/slow' }), 'response');
  await begun;
  const drained = drain();
  await hungUp;
  expect(await isOver(drained)).toBe(false);
  letGo();
  await answer;
  await drained;
  expect(done).toEqual(['/slow']);
});

it('gives the same moment to who begins to ask while it ends', async () => {
  const { port, drain, begun, arriving, letGo, done } = await slowServer();
  const late = connect(port, '127.0.0.1');
  late.write('POST /stalled HTTP/1.1\r\nHost: localhost\r\n');
  const answer = once(get({ port, path: '/slow' }), 'response');
  await begun;
  // The beginning of the late one, written before, is read by then: its connection is no idle one.
  await new Promise((resolve) => setImmediate(resolve));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  const drained = drain();
  vi.advanceTimersByTime(1_999);
  late.write('Content-Length: 10\r\n\r\nhalf ');
  await arriving;
  vi.advanceTimersByTime(1_999);
  vi.useRealTimers();
  late.write('whole');
  expect(String(await once(late, 'data'))).toContain('200 OK');
  letGo();
  await answer;
  await drained;
  expect(done.toSorted()).toEqual(['/slow', '/stalled']);
});

it.each([
  ['whose caller has left', (reader: Socket) => reader.destroy()],
  ['whose caller stays and does not take it', (reader: Socket) => reader.pause()],
])('does not wait for the last byte of an answer %s', async (_who, leave) => {
  const begun = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const { server, drain } = drainingServer(async (_, response) => {
    begun.resolve();
    await held.promise;
    // More than the sockets hold, and settled only once it was sent.
    response.end(Buffer.alloc(50_000_000));
    await once(response, 'finish');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reader = connect((server.address() as AddressInfo).port, '127.0.0.1');
  reader.on('error', () => undefined);
  reader.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await begun.promise;
  const drained = drain();
  held.resolve();
  leave(reader);
  await drained;
  reader.destroy();
});

it('takes nobody new', async () => {
  const { port, drain } = await slowServer();
  await drain();
  const [error] = (await once(get({ port, path: '/' }), 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
});
