import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { activateConnection, getConnection } from '#lib/connections/index.ts';
import { type Cluster, startCluster } from '#lib/db/embedded-cluster.ts';
import { inTenant } from '#lib/db/index.ts';
import { migrate } from '#lib/db/migrate.ts';
import { type Connected, expireToken, grantOf, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { accessToken } from '#lib/tokens/index.ts';

const database = useDatabase();
const strict = useStrictServer();

type Worker = { process: ChildProcess; said: () => string; ended: Promise<unknown[]> };
const workers: Worker[] = [];

function startWorker(env: Record<string, string> = {}): Worker {
  const child = spawn(process.execPath, ['bin/worker.ts'], {
    env: { ...process.env, LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const worker = { process: child, said: () => said, ended: once(child, 'exit') };
  workers.push(worker);
  return worker;
}

afterEach(async () => {
  for (const { process: child, ended } of workers.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
});

describe('a worker that holds a new refresh token which it cannot store yet', () => {
  /** The answer is in the worker's memory, and its transaction waits for a lock that is ours until `letGo`. */
  async function holding(): Promise<Connected & { worker: Worker; letGo: () => Promise<void> }> {
    const connected = await strict.connected();
    const { member, id, tenantId } = connected;
    await activateConnection(member.ctx, id);
    await inTenant(tenantId, (tx) => tx.grant.updateMany({ data: { nextRefreshAt: new Date(Date.now() - 1_000) } }));
    const superuser = await database.superuserSession();
    await superuser.query('begin');
    strict.server.intervene(async () => {
      strict.server.intervene(undefined);
      await superuser.query('select from connections where id = $1 for update', [id]);
      return 'answer';
    });
    const worker = startWorker();
    const waiting = `select from pg_locks where not granted and locktype = 'transactionid'`;
    await expect.poll(async () => (await superuser.query(waiting)).rowCount).toBe(1);
    const letGo = async () => void (await superuser.query('commit'));
    return { ...connected, worker, letGo };
  }

  it('stores it before it stops', async () => {
    const { tenantId, worker, letGo } = await holding();
    worker.process.kill('SIGTERM');
    // It took its sign of life away, so it knows that it is to stop.
    await expect.poll(() => database.asSuperuser('select from worker_heartbeats')).toHaveLength(0);
    expect(worker.process.exitCode).toBeNull();
    await letGo();
    expect(await worker.ended).toEqual([0, null]);
    expect(await grantOf(tenantId)).toMatchObject({ generation: 2, intent: null, presentations: 0 });
  });

  const killed = async () => {
    const held = await holding();
    const { tenantId, worker, letGo } = held;
    worker.process.kill('SIGKILL');
    await worker.ended;
    await letGo();
    expect(await grantOf(tenantId)).toMatchObject({ generation: 1, presentations: 1, intent: expect.any(Uint8Array) });
    await inTenant(tenantId, (tx) => tx.grant.updateMany({ data: { leaseUntil: new Date(Date.now() - 1) } }));
    await expireToken(tenantId);
    return held;
  };
  const mostPresented = () => Math.max(...strict.server.presentations.values());

  it('and is killed, leaves the intent: one retry, then a person is asked, and the token is never shown again', async () => {
    const { member, id, tenantId } = await killed();
    expect((await accessToken(tenantId, id)).kind).toBe('problem');
    expect(mostPresented()).toBe(2);
    expect(await getConnection(member.ctx, id)).toMatchObject({ health: 'needs_consent' });
    expect((await accessToken(tenantId, id)).kind).toBe('problem');
    expect(mostPresented()).toBe(2);
  });

  it('and is killed, is no loss where the server answers the same token once more', async () => {
    strict.server.settings.forgives = true;
    const { tenantId, id } = await killed();
    expect((await accessToken(tenantId, id)).kind).toBe('token');
    expect(mostPresented()).toBe(2);
    expect(await grantOf(tenantId)).toMatchObject({ generation: 2, intent: null, presentations: 0, stoppedAt: null });
  });
});

describe('a database that stops and comes back at the same address', () => {
  async function aCluster(): Promise<{ home: string; cluster: Cluster }> {
    const home = await mkdtemp(path.join(tmpdir(), 'mailgrant-worker-'));
    // Run by root, PostgreSQL works as another user, who must be able to enter.
    await chmod(home, 0o755);
    const cluster = await startCluster({ home, durable: false });
    await migrate(cluster.databaseUrl);
    return { home, cluster };
  }

  async function rowCount(url: string, statement: string): Promise<number | null> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return (await client.query(statement).finally(() => client.end())).rowCount;
  }

  it('is found again by a worker, which lives through it without a word out of place', async () => {
    const { home, cluster } = await aCluster();
    const url = cluster.databaseUrl;
    let last = cluster;
    try {
      const worker = startWorker({ DATABASE_URL: url });
      const beats = () => rowCount(url, 'select from worker_heartbeats').catch(() => null);
      await expect.poll(beats).toBe(1);

      await cluster.stop();
      await expect.poll(worker.said).toMatch(/"work":"heartbeat".*failed/);
      await untilCalled(url, 5);
      last = await startCluster({ home, durable: false, again: cluster });
      await rowCount(last.superuserUrl.replace(/[^/]+$/, 'mailgrant'), 'delete from worker_heartbeats');

      await expect.poll(beats).toBe(1);
      await expect.poll(worker.said).toMatch(/"work":"renewing".*works again/);
      expect(worker.process.exitCode).toBeNull();
      worker.process.kill('SIGTERM');
      expect(await worker.ended).toEqual([0, null]);
      expect(worker.said()).not.toMatch(/unhandled|uncaught|warning/i);
      // Once for each thing it could not do: not at every turn.
      const failures = failuresIn(worker.said());
      expect(failures.length).toBeGreaterThan(0);
      expect(failures).toEqual([...new Set(failures)]);
    } finally {
      await last.stop();
      await rm(home, { recursive: true, force: true });
    }
  });
});

/** Stands where the database was and hangs up on everybody, until it was called so often: some turns of the worker. */
async function untilCalled(url: string, times: number): Promise<void> {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  server.listen(Number(new URL(url).port), new URL(url).hostname);
  await once(server, 'listening');
  await expect.poll(() => calls).toBeGreaterThanOrEqual(times);
  await new Promise((resolve) => server.close(resolve));
}

/** What the log told of as an error, each as the work and the words. */
function failuresIn(said: string): string[] {
  const errors = said.split('\n').filter((line) => line.includes('"level":"error"'));
  return errors.map((line) => {
    const { work, msg, err } = JSON.parse(line);
    return `${work}: ${msg} ${err?.message}`;
  });
}
