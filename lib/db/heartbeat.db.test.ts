import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it, vi } from 'vitest';
import { useDatabase } from '#lib/testing/database.ts';
import { beat, disconnect, endBeat, reasonsNotReady, system } from './index.ts';

useDatabase();

it('is ready while a worker was heard of within 10 s', async () => {
  expect(await reasonsNotReady()).toEqual(['No worker runs.']);
  await beat('one');
  expect(await reasonsNotReady()).toEqual([]);
  await system().$executeRaw`update worker_heartbeats set beat_at = now() - interval '11 s'`;
  expect(await reasonsNotReady()).toEqual(['The worker was last heard of 11 s ago.']);
  await beat('two');
  expect(await reasonsNotReady()).toEqual([]);
  await endBeat('two');
  expect(await reasonsNotReady()).toEqual(['The worker was last heard of 11 s ago.']);
});

it('forgets workers that are gone for a day', async () => {
  await system().$executeRaw`update worker_heartbeats set beat_at = now() - interval '2 days'`;
  await beat('three');
  expect(await system().workerHeartbeat.count()).toBe(1);
});

it('is not ready without a database', async () => {
  await disconnect();
  vi.stubEnv('DATABASE_URL', 'postgresql://nobody@127.0.0.1:1/none');
  vi.resetModules();
  const elsewhere = await import('./index.ts');
  expect(await elsewhere.reasonsNotReady()).toEqual(['The database does not answer.']);
});

it('does not wait long for a database that takes the call and says nothing', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  vi.stubEnv('DATABASE_URL', `postgresql://nobody@127.0.0.1:${port}/none?connect_timeout=1`);
  vi.resetModules();
  const elsewhere = await import('./index.ts');
  await elsewhere.disconnect();
  const called = once(silent, 'connection');
  const began = performance.now();
  const reasons = elsewhere.reasonsNotReady(300);
  const [socket] = await called;
  expect(await reasons).toEqual(['The database does not answer.']);
  // Before the connection itself gives up, which is after 10 s.
  expect(performance.now() - began).toBeLessThan(9_000);
  socket.destroy();
  silent.close();
});
