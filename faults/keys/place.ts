import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { DatabaseServer } from '#faults/fault-test.ts';

/** What a process that read or wrote has seen: how often, what failed, and the last it wrote of each row. */
export type Used = { done: number; failed: string[]; written: Record<string, number> };

/** A database of its own, with the keys file of an installation, and programs that work on both. */
export type Place = {
  sql: <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>;
  /** Does one act in a process of its own, to its end. */
  act: <Answer>(...args: string[]) => Promise<Answer>;
  /** Begins one, to be killed. */
  begin: (...args: string[]) => { ended: Promise<unknown>; kill: () => Promise<void> };
  /** Starts a process that reads or writes; resolves when it does, and answers how to stop it. */
  use: (...args: string[]) => Promise<() => Promise<Used>>;
};

const programs = fileURLToPath(new URL('../programs/', import.meta.url));

export async function inPlace<T>(server: DatabaseServer, work: (place: Place) => Promise<T>): Promise<T> {
  const databaseUrl = await server.newDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'mailgrant-keys-'));
  const keys = `k1:${randomBytes(32).toString('base64')}`;
  const file = path.join(folder, 'keys');
  await writeFile(file, keys, { mode: 0o600 });
  const own = { DATABASE_URL: databaseUrl, MAILGRANT_KEYS: keys, MAILGRANT_KEYS_FILE: file };
  const env = { NODE_ENV: 'test' as const, LOG_LEVEL: 'error', ...own };
  const superuser = new URL(server.superuserUrl);
  superuser.pathname = new URL(databaseUrl).pathname;
  const client = new pg.Client({ connectionString: superuser.href });
  await client.connect();
  const started = new Set<() => void>();
  const start = (program: string, args: string[]) => {
    const script = path.join(programs, `${program}.ts`);
    const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    const ended = once(child, 'exit');
    started.add(() => child.kill('SIGKILL'));
    return { child, ended };
  };
  try {
    return await work({
      sql: async <Row extends object>(text: string, values: unknown[] = []) =>
        (await client.query<Row>(text, values)).rows,
      act: async <Answer>(...args: string[]) => {
        const { child, ended } = start('keys', args);
        let output = '';
        child.stdout?.on('data', (chunk) => (output += chunk));
        const [code] = await ended;
        if (code !== 0) throw new Error(`${args.join(' ')} ended with code ${code}.`);
        return JSON.parse(output) as Answer;
      },
      begin: (...args) => {
        const { child, ended } = start('keys', args);
        const kill = async () => {
          child.kill('SIGKILL');
          await ended;
        };
        return { ended, kill };
      },
      use: async (...args) => {
        const { child, ended } = start('use-sealed', args);
        if ((await Promise.race([once(child, 'message'), ended]))[0] !== 'ready') throw new Error('It did not begin.');
        return async () => {
          const told = once(child, 'message');
          child.send('stop');
          const [used] = (await told) as [Used];
          await ended;
          return used;
        };
      },
    });
  } finally {
    for (const kill of started) kill();
    await client.end();
    await rm(folder, { recursive: true, force: true });
  }
}
