import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject, vi } from 'vitest';
import { disconnect } from '#lib/db/index.ts';

export type TestDatabase = {
  /** Logs in as the owner of the tables, as DATABASE_URL does. */
  url: string;
  /** Logs in as the superuser: sees and may do everything. */
  superuserUrl: string;
  drop: () => Promise<void>;
};

/** Gives this test file a database of its own, freshly migrated, and DATABASE_URL; both are gone afterwards. */
export function useDatabase(): Pick<TestDatabase, 'url' | 'superuserUrl'> {
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
  return {
    get url() {
      return made().url;
    },
    get superuserUrl() {
      return made().superuserUrl;
    },
  };
}

/** One more clone of the migrated template, for a test that damages it on purpose. The caller drops it. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const server = inject('databaseServer');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = new URL(server.ownerUrl).pathname.slice(1);
  await asSuperuser(server.superuserUrl, `create database ${name} template ${template} owner ${template}`);
  return {
    url: onDatabase(server.ownerUrl, name),
    superuserUrl: onDatabase(server.superuserUrl, name),
    drop: () => asSuperuser(server.superuserUrl, `drop database ${name} with (force)`),
  };
}

function onDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
