import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startCluster } from '#lib/db/embedded-cluster.ts';
import { migrate } from '#lib/db/migrate.ts';
import type { DatabaseServer } from './fault-test.ts';

/** Does work with a PostgreSQL of its own, migrated once; nothing is left of it afterwards. */
export async function withDatabaseServer<T>(work: (server: DatabaseServer) => Promise<T>): Promise<T> {
  const home = await mkdtemp(path.join(tmpdir(), 'mailgrant-faults-'));
  // Run by root, PostgreSQL works as another user, who must be able to enter.
  await chmod(home, 0o755);
  const first = await startCluster({ home, durable: false });
  // Many processes, each with its pool; it counts from the next start on.
  await query(first.superuserUrl, 'alter system set max_connections = 400');
  await first.stop();
  const cluster = await startCluster({ home, durable: false });
  try {
    await migrate(cluster.databaseUrl);
    const { superuserUrl, databaseUrl } = cluster;
    return await work({ superuserUrl, newDatabase: () => cloneDatabase(superuserUrl, databaseUrl) });
  } finally {
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function cloneDatabase(superuserUrl: string, templateUrl: string): Promise<string> {
  const url = new URL(templateUrl);
  const template = url.pathname.slice(1);
  const name = `faults_${randomBytes(6).toString('hex')}`;
  await query(superuserUrl, `create database ${name} template ${template} owner ${template}`);
  url.pathname = `/${name}`;
  return url.href;
}

/** One statement in a session of its own; answers its rows. */
export async function query<Row extends object>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
