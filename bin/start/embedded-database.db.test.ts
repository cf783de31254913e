import { chmod, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { embeddedDatabase } from './embedded-database.ts';
import { Life } from './life.ts';

let life = new Life();
let dataFolder = '';

beforeEach(async () => {
  life = new Life();
  dataFolder = await mkdtemp(path.join(tmpdir(), 'mailgrant-embedded-'));
  await chmod(dataFolder, 0o755);
});
afterEach(async () => {
  await life.stopAll();
  await rm(dataFolder, { recursive: true, force: true });
});

it('comes back at its address after it was killed, with what was committed', async () => {
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const url = await embeddedDatabase({ dataFolder }, life);
  await ask(url, 'create table kept as select 42 as answer');
  // Who is connected does not keep it from coming back.
  const connected = new pg.Client({ connectionString: url });
  const cut = new Promise((resolve) => connected.on('error', resolve));
  await connected.connect();
  const killed = await serverPid();
  process.kill(killed, 'SIGKILL');
  await cut;
  const kept = () => ask(url, 'select answer from kept').catch(() => 'away');
  await expect.poll(kept).toEqual([{ answer: 42 }]);
  expect(await serverPid()).not.toBe(killed);
  expect(life.signal.aborted).toBe(false);
  const line = /^The database was ended by SIGKILL; starting it again: runs again in [\d.]+ s\n$/;
  await expect.poll(() => said.mock.calls.map(String)).toContainEqual(expect.stringMatching(line));
  said.mockRestore();
});

it('is not replaced by an empty one when its data is gone', async () => {
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await embeddedDatabase({ dataFolder }, life);
  const data = path.join(dataFolder, 'postgres/data');
  const pid = await serverPid();
  await rename(data, `${data}.away`);
  process.kill(pid, 'SIGKILL');
  await expect(life.over()).rejects.toThrow(
    `The database did not start again (The data of PostgreSQL, ${data}, is gone), 3 times in a row`,
  );
  said.mockRestore();
});

async function serverPid(): Promise<number> {
  return Number.parseInt(await readFile(path.join(dataFolder, 'postgres/data/postmaster.pid'), 'utf8'), 10);
}

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
