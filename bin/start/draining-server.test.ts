import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { drainingServer } from './draining-server.ts';

/** A server whose handler waits until it is let go. */
async function slowServer() {
  const begun = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const done: string[] = [];
  const { server, drain } = drainingServer(async (request, response) => {
    if (request.url === '/slow') begun.resolve();
    if (request.url === '/slow') await held.promise;
    if (request.url === '/stalled' && (await request.toArray().catch(() => 'cut off')) === 'cut off') return;
    done.push(request.url ?? '');
    response.end('answer');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, drain, begun: begun.promise, letGo: held.resolve, done };
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
}, 4_000);

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
}, 4_000);

it('does not wait for the last byte of an answer that nobody takes any more', async () => {
  const given = Promise.withResolvers<void>();
  const { server, drain } = drainingServer(async (_, response) => {
    // More than the sockets hold, and settled only once it was sent.
    response.end(Buffer.alloc(50_000_000));
    given.resolve();
    await once(response, 'finish');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reader = connect((server.address() as AddressInfo).port, '127.0.0.1');
  reader.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await given.promise;
  const drained = drain();
  reader.destroy();
  await drained;
}, 4_000);

it('takes nobody new', async () => {
  const { port, drain } = await slowServer();
  await drain();
  const [error] = (await once(get({ port, path: '/' }), 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
});
