import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject, onTestFinished, vi } from 'vitest';
import { disconnect } from '#lib/db/index.ts';

type Row = Record<string, unknown>;

export type TestDatabase = {
  /** Logs in as the owner of the tables, as DATABASE_URL does. */
  url: string;
  /** Runs SQL as the superuser, who sees and may do everything; answers the rows. */
  asSuperuser: <R extends object = Row>(sql: string, values?: unknown[]) => Promise<R[]>;
  drop: () => Promise<void>;
};

export type UsedDatabase = Omit<TestDatabase, 'drop'> & {
  /** A connection of the superuser for a transaction that stays open; it ends with the test, whatever comes of it. */
  superuserSession: () => Promise<pg.Client>;
  /** Lets nobody in while `work` runs: who was connected is cut off by then. It is back afterwards in any case. */
  whileAway: <T>(work: () => Promise<T>) => Promise<T>;
};

/** Gives this test file a database of its own, freshly migrated, and DATABASE_URL; both are gone afterwards. */
export function useDatabase(): UsedDatabase {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await cloneDatabase();
    vi.stubEnv('DATABASE_URL', database.url);
  });
  afterAll(async () => {
    await disconnect();
    await database?.drop();
    vi.unstubAllEnvs();
  });
  const made = () => {
    if (!database) throw new Error('The database exists from beforeAll on: read it inside a test.');
    return database;
  };
  const name = () => new URL(made().url).pathname.slice(1);
  return {
    get url() {
      return made().url;
    },
    asSuperuser: (sql, values) => made().asSuperuser(sql, values),
    superuserSession: async () => {
      const client = superuser(name());
      await client.connect();
      onTestFinished(() => client.end());
      return client;
    },
    whileAway: (work) => whileAway(name(), work),
  };
}

/** One more clone of the migrated template, for a test that damages it on purpose. The caller drops it. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const { ownerUrl } = inject('databaseServer');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = new URL(ownerUrl).pathname.slice(1);
  await asSuperuserOf('postgres', `create database ${name} template ${template} owner ${template}`);
  return {
    url: onDatabase(ownerUrl, name),
    asSuperuser: (sql, values) => asSuperuserOf(name, sql, values),
    drop: async () => void (await asSuperuserOf('postgres', `drop database ${name} with (force)`)),
  };
}

async function whileAway<T>(name: string, work: () => Promise<T>): Promise<T> {
  await asSuperuserOf('postgres', `alter database ${name} allow_connections false`);
  try {
    const end = 'select pg_terminate_backend(pid, 30000) from pg_stat_activity where datname = $1';
    await asSuperuserOf('postgres', end, [name]);
    return await work();
  } finally {
    await asSuperuserOf('postgres', `alter database ${name} allow_connections true`);
  }
}

/** Runs SQL as the superuser in any database of the test server; answers the rows of a single statement. */
export async function asSuperuserOf<R extends object = Row>(
  database: string,
  sql: string,
  values: unknown[] = [],
): Promise<R[]> {
  const client = superuser(database);
  await client.connect();
  try {
    // Several statements in one text answer as many results; nobody reads those.
    return (await client.query<R>(sql, values)).rows ?? [];
  } finally {
    await client.end();
  }
}

const superuser = (database: string) =>
  new pg.Client({ connectionString: onDatabase(inject('databaseServer').superuserUrl, database) });

function onDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
