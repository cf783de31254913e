import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCluster } from './embedded-cluster.ts';
import { processIdentity } from './process-identity.ts';

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
  await expect.poll(() => processIdentity(server)).toBeNull();
});

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

it('ends a server that does not answer yet when nobody wants it any more', async () => {
  // One that waits for another to follow, and lets nobody in: as long as it takes to replay a log, and longer.
  await writeFile(path.join(home, 'data/standby.signal'), '');
  await appendFile(path.join(home, 'data/postgresql.auto.conf'), 'hot_standby = off\n');
  const wish = new AbortController();
  const starting = startCluster({ home, durable: true, signal: wish.signal });
  const refused = expect(starting).rejects.toThrow('not any more');
  const log = () => readFile(path.join(home, 'log'), 'utf8').catch(() => '');
  await expect.poll(log).toContain('entering standby mode');
  const pid = Number.parseInt(await readFile(path.join(home, 'data/postmaster.pid'), 'utf8'), 10);
  expect(await processIdentity(pid)).not.toBeNull();
  wish.abort(new Error('not any more'));
  await refused;
  expect(await processIdentity(pid)).toBeNull();
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
