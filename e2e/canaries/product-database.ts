import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Book } from './evidence.ts';

/** The embedded database of the product under test, as its superuser sees it. */
export type ProductDatabase = {
  /** Folder of its files, and its superuser's password. */
  home: string;
  password: string;
  rows: <R extends object = Record<string, unknown>>(sql: string, values?: unknown[]) => Promise<R[]>;
  /** Lets nobody in while `work` runs; who was connected is cut off. */
  whileAway: (work: () => Promise<void>) => Promise<void>;
  /** A column has another name while `work` runs, as after a migration that went wrong. */
  whileBroken: (table: string, column: string, work: () => Promise<void>) => Promise<void>;
  /** Whatever became of such work: everybody is let in, and every column has its own name. */
  mend: () => Promise<void>;
};

export function productDatabase(dataFolder: string): ProductDatabase {
  const wanted = join(dataFolder, 'postgres');
  const pointer = join(wanted, 'location');
  const home = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : wanted;
  const password = readFileSync(join(home, 'password'), 'utf8').trim();
  const run = async <R extends object>(database: string, sql: string, values: unknown[] = []): Promise<R[]> => {
    // The port stands in the fourth line; a restart may have changed it.
    const port = Number(readFileSync(join(home, 'data', 'postmaster.pid'), 'utf8').split('\n')[3]);
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database });
    await client.connect();
    try {
      return (await client.query<R>(sql, values)).rows ?? [];
    } finally {
      await client.end();
    }
  };
  const name = 'mailgrant';
  const mend = async () => {
    await run('postgres', `alter database ${name} allow_connections true`);
    const broken = await run<{ table: string; column: string }>(
      name,
      "select table_name as table, column_name as column from information_schema.columns where column_name like '%\\_away'",
    );
    for (const { table, column } of broken) {
      await run(name, `alter table ${table} rename column ${column} to ${column.replace(/_away$/, '')}`);
    }
  };
  return {
    home,
    password,
    rows: (sql, values) => run(name, sql, values),
    whileAway: async (work) => {
      await run('postgres', `alter database ${name} allow_connections false`);
      try {
        await run('postgres', 'select pg_terminate_backend(pid, 30000) from pg_stat_activity where datname = $1', [
          name,
        ]);
        await work();
      } finally {
        await mend();
      }
    },
    whileBroken: async (table, column, work) => {
      await run(name, `alter table ${table} rename column ${column} to ${column}_away`);
      try {
        await work();
      } finally {
        await mend();
      }
    },
    mend,
  };
}

/** Every row of every table, and what the sessions of the server last asked, as text. */
export async function lookAtRows({ rows }: ProductDatabase, book: Book): Promise<void> {
  const tables = await rows<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname <> 'information_schema' and schemaname <> 'pg_catalog'",
  );
  for (const { name } of [...tables, { name: 'pg_stat_activity' }]) {
    const found = await rows<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`);
    book.add('rows of the database', name, found.map(({ row }) => row).join('\n'));
  }
}
