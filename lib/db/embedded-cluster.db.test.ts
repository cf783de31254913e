import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startCluster } from './embedded-cluster.ts';
import { processIdentity } from './process-identity.ts';

// A durable cluster waits for the disk, which a busy machine shares.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let parent = '';
let home = '';

beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'mailgrant test-'));
  await chmod(parent, 0o755);
  home = path.join(parent, 'a folder');
});
afterAll(() => rm(parent, { recursive: true, force: true }));

it('stops the server that a killed start left behind, and finds its data', async () => {
  const left = await startCluster({ home, durable: true });
  await ask(left.databaseUrl, 'create table kept as select 42 as answer');
  const gone = once(left.process, 'exit');
  const next = await startCluster({ home, durable: true });
  await gone;
  expect(await ask(next.databaseUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await next.stop();
  expect(await processIdentity(next.process.pid ?? 0)).toBeNull();
});

it('is not kept from starting by a lock whose number now belongs to somebody else', async () => {
  const { pid } = process;
  await writeFile(path.join(home, 'data', 'postmaster.pid'), `${pid}\n${home}/data\n`);
  const cluster = await startCluster({ home, durable: true });
  expect(await processIdentity(pid)).not.toBeNull();
  await cluster.stop();
});

it('ends with a test run that was killed', async () => {
  const file = path.join(parent, 'killed.mjs');
  const startCluster = new URL('./embedded-cluster.ts', import.meta.url).href;
  await writeFile(
    file,
    `import { startCluster } from ${JSON.stringify(startCluster)};
     const { process: server } = await startCluster({ home: ${JSON.stringify(path.join(parent, 'scratch'))}, durable: false });
     process.stdout.write(String(server.pid), () => process.kill(process.pid, 'SIGKILL'));`,
  );
  const run = spawn(process.execPath, [file], { cwd: process.cwd(), stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  run.stdout.on('data', (chunk) => said.push(String(chunk)));
  await once(run, 'close');
  const server = Number(said.join(''));
  expect(server).toBeGreaterThan(0);
  await vi.waitFor(async () => expect(await processIdentity(server)).toBeNull(), 10_000);
}, 30_000);

it('gives the product an owner with no more rights than README asks for', async () => {
  const cluster = await startCluster({ home, durable: true });
  const [role] = await ask(
    cluster.databaseUrl,
    `select rolsuper, rolcreaterole, rolbypassrls, rolcreatedb, rolreplication from pg_roles where rolname = current_user`,
  );
  expect(role).toEqual({
    rolsuper: false,
    rolcreaterole: true,
    rolbypassrls: false,
    rolcreatedb: false,
    rolreplication: false,
  });
  await cluster.stop();
});

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
